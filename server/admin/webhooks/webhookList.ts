import type { BlockList } from "node:net";
import { phrase } from "../../lib/phrase.ts";
import { MOST_WEBHOOKS } from "../../webhooks/webhookStore.ts";
import type { Page } from "../shell/adminPage.ts";
import { type PageAnswer, renderView } from "../shell/pageAnswer.ts";
import { refusePage } from "../shell/pageErrors.ts";
import { webhookEvent } from "./webhookEvents.ts";
import {
  EMPTY,
  LIMITS,
  parseWebhook,
  readTyped,
  type TypedWebhook,
  type WebhookErrors,
} from "./webhookForm.ts";
import { STYLES } from "./webhookLabels.ts";
import { showSecret } from "./webhookSecret.ts";
import { showWebhook } from "./webhookView.ts";

/** Lists the customer's webhooks. */
export async function listWebhooks(page: Page): Promise<PageAnswer> {
  const { webhooks, deliveries } = page.customer.stores;
  const all = await webhooks.list();
  const last = await deliveries.lastOf(all.map(({ id }) => id));
  const rows = all.map((webhook) => showWebhook(webhook, last.get(webhook.id), page));
  return renderView("webhooks/index", phrase("Webhooks"), { rows }, { styles: STYLES });
}

function showForm(typed: TypedWebhook, errors: WebhookErrors = {}): PageAnswer {
  const status = Object.keys(errors).length > 0 ? 422 : 200;
  const locals = { typed, errors, limits: LIMITS };
  return renderView("webhooks/new", phrase("Create webhook"), locals, { status, styles: STYLES });
}

/** Shows an empty form. */
export async function newWebhook(): Promise<PageAnswer> {
  return showForm(EMPTY);
}

/** Creates a webhook, and shows its secret once. */
export function createWebhook(allowed: BlockList) {
  return async (page: Page): Promise<PageAnswer> => {
    const { webhooks } = page.customer.stores;
    const typed = readTyped(page.form);
    const { webhook, errors } = parseWebhook(typed, await webhooks.list(), allowed);
    if (Object.keys(errors).length > 0) return showForm(typed, errors);
    const { customer, user } = page;
    const made = await webhooks.create({ ...webhook, customer: customer.name, createdBy: user.user });
    if (!made) {
      const detail = phrase("A customer can have at most %1s webhooks. Delete one first.", MOST_WEBHOOKS);
      return refusePage({ code: "request_invalid", detail });
    }
    await page.log(webhookEvent({ ...webhook, id: made.id }, "ADD", "created"));
    return showSecret(page, made, { label: webhook.label, isRotated: false });
  };
}
