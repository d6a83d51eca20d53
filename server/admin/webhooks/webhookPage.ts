import type { BlockList } from "node:net";
import { phrase } from "../../lib/phrase.ts";
import type { Webhook } from "../../webhooks/webhook.ts";
import type { Page } from "../shell/adminPage.ts";
import { type PageAnswer, redirectTo, renderView } from "../shell/pageAnswer.ts";
import { webhookEvent, webhookOf } from "./webhookEvents.ts";
import { LIMITS, parseWebhook, readTyped, type TypedWebhook, type WebhookErrors } from "./webhookForm.ts";
import { failedTestLabel, STYLES } from "./webhookLabels.ts";
import { showDelivery, webhookFacts } from "./webhookView.ts";

/** Deliveries per page. */
const PAGE_SIZE = 50;

function readBefore(query: URLSearchParams): number | undefined {
  const text = query.get("before") ?? "";
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

async function show(
  page: Page,
  webhook: Webhook,
  typed: TypedWebhook,
  errors: WebhookErrors = {},
): Promise<PageAnswer> {
  const before = readBefore(page.query);
  const found = await page.customer.stores.deliveries.page(webhook.id, before, PAGE_SIZE);
  const here = `${page.home}/webhooks/${webhook.id}`;
  const locals = {
    here,
    webhook: await webhookFacts(page, webhook),
    typed,
    errors,
    limits: LIMITS,
    deliveries: found.deliveries.map((delivery) => showDelivery(delivery, page)),
    failedTest: before === undefined ? failedTestLabel(found.deliveries) : null,
    seesRuns: page.may("runs", "view"),
    pager: {
      first: before === undefined ? null : { href: here, label: phrase("Newest") },
      previous: null,
      next: found.before === null ? null : { href: `${here}?before=${found.before}`, label: phrase("Older") },
      download: null,
    },
  };
  const status = Object.keys(errors).length > 0 ? 422 : 200;
  return renderView("webhooks/webhook", phrase("Webhook “%1s”", webhook.label), locals, {
    status,
    styles: STYLES,
  });
}

/** Shows a webhook, its settings and its deliveries. */
export async function showWebhookPage(page: Page): Promise<PageAnswer> {
  const webhook = await webhookOf(page);
  return show(page, webhook, webhook);
}

/** Changes label and address. */
export function editWebhook(allowed: BlockList) {
  return async (page: Page): Promise<PageAnswer> => {
    const webhook = await webhookOf(page);
    const { webhooks } = page.customer.stores;
    const others = (await webhooks.list()).filter(({ id }) => id !== webhook.id);
    const typed = readTyped(page.form);
    const { webhook: changed, errors } = parseWebhook(typed, others, allowed);
    if (Object.keys(errors).length > 0) return show(page, webhook, typed, errors);
    await webhooks.edit(webhook.id, changed);
    await page.log(webhookEvent({ ...webhook, ...changed }, "MODIFY", "changed"));
    return redirectTo(`/webhooks/${webhook.id}`, phrase("The changes were saved."));
  };
}
