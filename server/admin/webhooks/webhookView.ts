import type { Delivery } from "../../webhooks/delivery.ts";
import { MOST_ATTEMPTS } from "../../webhooks/retrySchedule.ts";
import type { Webhook } from "../../webhooks/webhook.ts";
import { displayTime, optionalDisplayTime } from "../format/displayTime.ts";
import { shortDuration } from "../format/duration.ts";
import { relativeTime } from "../format/relativeTime.ts";
import type { Page } from "../shell/adminPage.ts";
import { visibleUsers } from "../shell/visibleUsers.ts";
import { deliveryLabel, errorLabel, typeLabel, webhookLabel } from "./webhookLabels.ts";

type Clock = Pick<Page, "now" | "zone">;

/** Converts a delivery for templates. */
export function showDelivery(delivery: Delivery, { now, zone }: Clock) {
  const { id, runId, attempts, status, durationMs, nextAt, createdAt, state } = delivery;
  const isRetried = state === "waiting" && attempts > 0;
  return {
    id,
    runId,
    type: typeLabel(delivery),
    ...deliveryLabel(delivery),
    createdAt: displayTime(createdAt, zone),
    attempts,
    status,
    error: errorLabel(delivery),
    duration: durationMs === null ? null : shortDuration(durationMs),
    nextAt:
      isRetried && nextAt ? { ...displayTime(nextAt, zone), relativeTime: relativeTime(nextAt, now) } : null,
    canSendAgain: runId !== null && (state === "failed" || state === "canceled"),
  };
}

/** Converts a webhook for templates. @param last its last delivery */
export function showWebhook(webhook: Webhook, last: Delivery | undefined, clock: Clock) {
  const { id, label, url, disabledFor, oldSecretUntil, createdAt } = webhook;
  return {
    id,
    name: label,
    url,
    host: new URL(url).host,
    ...webhookLabel(webhook, last),
    isEnabled: disabledFor === null,
    createdAt: displayTime(createdAt, clock.zone),
    oldSecretUntil:
      oldSecretUntil && oldSecretUntil > clock.now ? optionalDisplayTime(oldSecretUntil, clock.zone) : null,
    last: last ? showDelivery(last, clock) : null,
  };
}

/** A webhook with its facts, for its own page. */
export async function webhookFacts(page: Page, webhook: Webhook) {
  const { deliveries } = page.customer.stores;
  const last = (await deliveries.lastOf([webhook.id])).get(webhook.id);
  const users = await visibleUsers(page);
  return {
    ...showWebhook(webhook, last, page),
    createdBy: users.show(webhook.createdBy),
    mostAttempts: MOST_ATTEMPTS,
  };
}
