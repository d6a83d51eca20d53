import type { Knex } from "knex";
import type { CustomerScope } from "../db/customerScope.ts";
import { type Finding, ok, warning } from "../doctor/finding.ts";
import type { Delivery } from "./delivery.ts";
import { createDeliveryStore } from "./deliveryStore.ts";
import type { Webhook } from "./webhook.ts";
import { createWebhookStore } from "./webhookStore.ts";

const CHECK = "webhooks";
/** The newest messages of a webhook that decide. */
const JUDGED = 20;

function whyFailed({ status, error }: Delivery): string {
  return status === null ? (error ?? "no answer") : `status ${status}`;
}

function problemOf({ id, label, disabledFor }: Webhook, newest: readonly Delivery[]): readonly Finding[] {
  const name = `Webhook ${id} "${label}"`;
  if (disabledFor === "gone")
    return [
      warning(CHECK, `${name} is disabled, because its receiver answered 410. Enable it or delete it.`),
    ];
  if (disabledFor !== null) return [];
  const tried = newest.filter(({ attempts, state }) => attempts > 0 && state !== "canceled");
  const [last] = tried;
  if (!last || tried.some(({ state }) => state === "delivered")) return [];
  const count = tried.length === 1 ? "The only message" : `Each of the last ${tried.length} messages`;
  return [
    warning(
      CHECK,
      `${count} of webhook ${id} "${label}" failed, the last one with: ${whyFailed(last)}. Check its address and receiver on the page Webhooks, then send a test message.`,
    ),
  ];
}

/** Checks for webhooks whose messages all fail. Index: (webhook_id, id). */
export async function examineWebhooks(db: Knex, scope: CustomerScope): Promise<readonly Finding[]> {
  const webhooks = await createWebhookStore(db, scope).list();
  const deliveries = createDeliveryStore(db, scope);
  const problems: Finding[] = [];
  for (const webhook of webhooks)
    problems.push(...problemOf(webhook, (await deliveries.page(webhook.id, undefined, JUDGED)).deliveries));
  if (problems.length > 0) return problems;
  return [ok(CHECK, webhooks.length === 0 ? "There are none." : "Their messages are delivered.")];
}
