import type { BlockList } from "node:net";
import { type PageText, phrase } from "../../lib/phrase.ts";
import { isReachable } from "../../webhooks/publicAddress.ts";
import { MAX_LABEL, MAX_URL, parseLabel, parseUrl, type Webhook } from "../../webhooks/webhook.ts";

/** The fields of a webhook as typed. */
export interface TypedWebhook {
  readonly label: string;
  readonly url: string;
}

export const EMPTY: TypedWebhook = { label: "", url: "" };
export const LIMITS = { label: MAX_LABEL, url: MAX_URL };

export type WebhookErrors = Readonly<Partial<Record<keyof TypedWebhook, PageText>>>;

export function readTyped(form: URLSearchParams): TypedWebhook {
  return { label: form.get("label")?.trim() ?? "", url: form.get("url")?.trim() ?? "" };
}

/**
 * Validates the fields.
 *
 * @param others the customer's other webhooks: the same address twice would get every message twice
 */
export function parseWebhook(
  typed: TypedWebhook,
  others: readonly Webhook[],
  allowed: BlockList,
): { readonly webhook: TypedWebhook; readonly errors: WebhookErrors } {
  const label = parseLabel(typed.label);
  const url = parseUrl(typed.url, (address) => isReachable(address, allowed));
  const same = "value" in url ? others.find((other) => other.url === url.value) : undefined;
  const taken = same && phrase("The webhook “%1s” has this address already.", same.label);
  const errors = {
    ...("error" in label && { label: label.error }),
    ...("error" in url && { url: url.error }),
    ...(taken && { url: taken }),
  };
  const webhook = {
    label: "value" in label ? label.value : "",
    url: "value" in url ? url.value : "",
  };
  return { webhook, errors };
}
