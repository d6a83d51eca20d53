import type { SharedSecret } from "../db/sharedSecret.ts";
import { readVersion } from "../lib/version.ts";
import type { ClaimedDelivery } from "./delivery.ts";
import type { DeliveryStore } from "./deliveryStore.ts";
import { nextDelay } from "./retrySchedule.ts";
import type { Attempt, SendMessage } from "./sendMessage.ts";
import { signedHeaders, signingSecret } from "./signature.ts";
import type { SigningWebhook } from "./webhook.ts";
import type { WebhookStore } from "./webhookStore.ts";

export interface DelivererOptions {
  readonly webhooks: WebhookStore;
  readonly deliveries: DeliveryStore;
  readonly siteSecret: SharedSecret;
  readonly send: SendMessage;
  readonly clock: () => Date;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Aborted when the instance stops. */
  readonly ending: AbortSignal;
}

const USER_AGENT = `vicidial-dearchive/${readVersion()}`;
/** Deliveries at the same time, so that a slow receiver does not block the others. */
const AT_ONCE = 4;
/** The receiver wants no more messages. Source: Standard Webhooks. */
export const GONE = 410;

/** Attempts the deliveries that are due. */
export function createDeliverer({
  webhooks,
  deliveries,
  siteSecret,
  send,
  clock,
  random,
  ending,
}: DelivererOptions) {
  async function secretsOf({ nonce, oldNonce, oldSecretUntil }: SigningWebhook): Promise<readonly Buffer[]> {
    const site = await siteSecret();
    const isOldValid = oldNonce !== null && oldSecretUntil !== null && oldSecretUntil > clock();
    return [nonce, ...(isOldValid ? [oldNonce] : [])].map((each) => signingSecret(site, each));
  }

  async function attempt(webhook: SigningWebhook, { messageId, payload }: ClaimedDelivery): Promise<Attempt> {
    const timestamp = Math.floor(clock().getTime() / 1000);
    const signed = signedHeaders({ id: messageId, timestamp, body: payload }, await secretsOf(webhook));
    const headers = {
      ...signed,
      "Content-Type": "application/json",
      "User-Agent": USER_AGENT,
    };
    return send({ url: webhook.url, headers, body: payload }, ending);
  }

  async function record(claimed: ClaimedDelivery, result: Attempt): Promise<void> {
    if (result.error === null) return deliveries.record(claimed, result, "delivered", 0);
    if (result.status === GONE) {
      await deliveries.record(claimed, result, "failed", 0);
      await webhooks.setDisabled(claimed.webhookId, "gone");
      return deliveries.cancelAll(claimed.webhookId);
    }
    // A user waits for the result of a test, so do not retry it.
    const isTest = claimed.runId === null;
    const delay = isTest ? undefined : nextDelay(claimed.attempts + 1, result.retryAfterSeconds, random());
    await deliveries.record(claimed, result, delay === undefined ? "failed" : "waiting", delay ?? 0);
  }

  async function deliver(claimed: ClaimedDelivery): Promise<void> {
    const webhook = await webhooks.findToSign(claimed.webhookId);
    const isTest = claimed.runId === null;
    if (!webhook || (webhook.disabledFor !== null && !isTest)) return deliveries.cancel(claimed);
    const result = await attempt(webhook, claimed);
    // A message that may not have arrived is sent again. Receivers recognize repetitions by its id.
    await (ending.aborted ? deliveries.release(claimed) : record(claimed, result));
  }

  /** Attempts due deliveries until none is left. */
  return async function deliverDue(): Promise<void> {
    async function worker(): Promise<void> {
      while (!ending.aborted) {
        const claimed = await deliveries.claim();
        if (!claimed) return;
        await deliver(claimed);
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  };
}
