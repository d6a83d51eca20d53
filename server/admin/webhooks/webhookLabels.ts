import { type PageText, phrase, sentences, term } from "../../lib/phrase.ts";
import type { Delivery, DeliveryState } from "../../webhooks/delivery.ts";
import type { SendError } from "../../webhooks/sendMessage.ts";
import type { Webhook } from "../../webhooks/webhook.ts";

export const STYLES = ["history.css", "keys.css"];

/** Why an attempt failed, as a sentence. */
const ERROR_LABELS: Readonly<Record<SendError, string>> = {
  status: phrase("The receiver refused the message."),
  redirect: phrase("The receiver redirects. Enter the address that it redirects to."),
  address: phrase("The name resolves to an address that is not on the public internet. Nothing was sent."),
  dns: phrase("The name cannot be resolved."),
  tls: phrase("The receiver's certificate is not valid."),
  timeout: phrase("The receiver did not answer in time."),
  connection: phrase("The receiver cannot be reached."),
};

export function errorLabel({ error }: Pick<Delivery, "error">): string | null {
  return error === null ? null : ERROR_LABELS[error];
}

/**
 * Warns of a test message that was not delivered; null if there is none, or a message was delivered since.
 *
 * @param newest messages of one webhook, newest first
 */
export function failedTestLabel(newest: readonly Delivery[]): PageText | null {
  const delivery = newest.find(({ runId, state }) => runId === null || state === "delivered");
  if (delivery?.state !== "failed") return null;
  const { status } = delivery;
  const failed =
    status === null
      ? phrase("The test message was not delivered.")
      : phrase("The test message was not delivered: status %1s.", status);
  return sentences(failed, term(errorLabel(delivery) ?? ""));
}

export interface StateLabel {
  readonly label: PageText;
  readonly tone: string;
}

const DELIVERY_LABELS: Readonly<Record<DeliveryState, StateLabel>> = {
  waiting: { label: phrase("Waiting"), tone: "warn" },
  delivered: { label: phrase("Delivered"), tone: "good" },
  failed: { label: phrase("Failed"), tone: "bad" },
  canceled: { label: phrase("Canceled"), tone: "plain" },
};

export function deliveryLabel({ state }: Pick<Delivery, "state">): StateLabel {
  return DELIVERY_LABELS[state];
}

/** Returns the state of a webhook. It is failing if its last message failed at every attempt so far. */
export function webhookLabel({ disabledFor }: Webhook, last: Delivery | undefined): StateLabel {
  if (disabledFor === "gone") return { label: phrase("Disabled by its receiver"), tone: "bad" };
  if (disabledFor === "user") return { label: phrase("Disabled"), tone: "plain" };
  const isFailing = last?.state === "failed" || (last?.state === "waiting" && last.attempts > 0);
  return isFailing ? { label: phrase("Failing"), tone: "bad" } : { label: phrase("Enabled"), tone: "good" };
}

const TYPE_LABELS: Readonly<Record<string, string>> = {
  "run.done": phrase("Run done"),
  "run.stopped": phrase("Run stopped"),
  "webhook.test": phrase("Test message"),
};

export function typeLabel({ type }: Pick<Delivery, "type">): string {
  return TYPE_LABELS[type] ?? type;
}
