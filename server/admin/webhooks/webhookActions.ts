import { setTimeout as sleep } from "node:timers/promises";
import { type PageText, phrase } from "../../lib/phrase.ts";
import type { Delivery } from "../../webhooks/delivery.ts";
import { testMessage } from "../../webhooks/messages.ts";
import type { Page } from "../shell/adminPage.ts";
import { type PageAnswer, redirectTo } from "../shell/pageAnswer.ts";
import { refusePage } from "../shell/pageErrors.ts";
import { webhookEvent, webhookOf } from "./webhookEvents.ts";

/** How long (ms) to wait for the result of a test, and how often to look for it. */
const TEST_WAIT_MS = 6000;
const LOOK_EVERY_MS = 200;

/** Waits for the result of a delivery; undefined if it takes longer. */
async function resultOf(page: Page, deliveryId: number): Promise<Delivery | undefined> {
  const end = performance.now() + TEST_WAIT_MS;
  while (performance.now() < end) {
    const delivery = await page.customer.stores.deliveries.find(deliveryId);
    if (delivery && delivery.state !== "waiting") return delivery;
    await sleep(LOOK_EVERY_MS);
  }
  return undefined;
}

/** The page itself warns of a test message that was not delivered. */
function resultText(result: Delivery | undefined): PageText | null {
  if (!result) return phrase("The test message is on its way. Reload the page to see its result.");
  const { error, status, durationMs } = result;
  return error === null
    ? phrase("The test message was delivered: status %1s after %2s ms.", status ?? "", durationMs ?? 0)
    : null;
}

/** Sends a test message, also to a disabled webhook, and shows the result. */
export async function testWebhook(page: Page): Promise<PageAnswer> {
  const webhook = await webhookOf(page);
  const delivery = await page.customer.stores.deliveries.add(webhook, testMessage(page.now));
  await page.log(webhookEvent(webhook, "OTHER", "tested"));
  return redirectTo(`/webhooks/${webhook.id}`, resultText(await resultOf(page, delivery)));
}

/** Enables or disables a webhook. Disabling cancels its waiting messages. */
export function switchWebhook(isEnabled: boolean) {
  return async (page: Page): Promise<PageAnswer> => {
    const webhook = await webhookOf(page);
    const { webhooks, deliveries } = page.customer.stores;
    await webhooks.setDisabled(webhook.id, isEnabled ? null : "user");
    if (!isEnabled) await deliveries.cancelAll(webhook.id);
    await page.log(webhookEvent(webhook, "MODIFY", isEnabled ? "enabled" : "disabled"));
    const notice = isEnabled
      ? phrase("The webhook is enabled. It gets a message for each run that ends from now on.")
      : phrase("The webhook is disabled. Waiting messages were canceled.");
    return redirectTo(`/webhooks/${webhook.id}`, notice);
  };
}

/** Sends an undelivered message again. */
export async function sendAgain(page: Page): Promise<PageAnswer> {
  const webhook = await webhookOf(page);
  const text = page.params["delivery"] ?? "";
  const isQueued =
    /^\d{1,15}$/.test(text) && (await page.customer.stores.deliveries.sendAgain(webhook.id, Number(text)));
  if (!isQueued)
    return refusePage({
      code: "request_invalid",
      detail: phrase("This message cannot be sent again: it was delivered, is waiting, or no longer exists."),
    });
  await page.log(webhookEvent(webhook, "OTHER", "message sent again"));
  return redirectTo(`/webhooks/${webhook.id}`, phrase("The message is being sent again."));
}
