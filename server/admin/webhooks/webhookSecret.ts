import { phrase } from "../../lib/phrase.ts";
import { secretText, signingSecret } from "../../webhooks/signature.ts";
import { OVERLAP_HOURS, type Webhook } from "../../webhooks/webhook.ts";
import type { MadeWebhook } from "../../webhooks/webhookStore.ts";
import type { Page } from "../shell/adminPage.ts";
import { type PageAnswer, redirectTo, renderView } from "../shell/pageAnswer.ts";
import { refusePage } from "../shell/pageErrors.ts";
import { webhookEvent, webhookOf } from "./webhookEvents.ts";
import { STYLES } from "./webhookLabels.ts";

/** Shows a new secret in the response to its form, because a redirect would have to store it. */
export async function showSecret(
  page: Page,
  { id, nonce }: MadeWebhook,
  { label, isRotated }: Pick<Webhook, "label"> & { readonly isRotated: boolean },
): Promise<PageAnswer> {
  const secret = secretText(signingSecret(await page.customer.webhookSecret(), nonce));
  const title = isRotated ? phrase("Webhook secret rotated") : phrase("Webhook created");
  const locals = { id, label, secret, isRotated, hours: OVERLAP_HOURS };
  return renderView("webhooks/secret", title, locals, { scripts: ["copy.js"], styles: STYLES });
}

/** Makes a new secret, and shows it once. */
export async function rotateSecret(page: Page): Promise<PageAnswer> {
  const webhook = await webhookOf(page);
  const made = await page.customer.stores.webhooks.rotate(webhook.id);
  if (!made) return refusePage({ code: "page_not_found" });
  await page.log(webhookEvent(webhook, "MODIFY", "got a new secret"));
  return showSecret(page, made, { label: webhook.label, isRotated: true });
}

/** Deletes a webhook and its deliveries. */
export async function deleteWebhook(page: Page): Promise<PageAnswer> {
  const webhook = await webhookOf(page);
  const { webhooks, deliveries } = page.customer.stores;
  await webhooks.remove(webhook.id);
  await deliveries.removeAll(webhook.id);
  await page.log(webhookEvent(webhook, "DELETE", "deleted"));
  return redirectTo("/webhooks", phrase("The webhook “%1s” was deleted.", webhook.label));
}
