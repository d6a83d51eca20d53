import { isIP } from "node:net";
import type { WebhookRow } from "../db/ownTables.ts";
import { fromUtcText } from "../db/sql.ts";
import { type PageText, phrase } from "../lib/phrase.ts";

/** An address that gets a message when a run ends. */
export interface Webhook {
  readonly id: number;
  readonly customer: string;
  readonly label: string;
  readonly url: string;
  readonly createdBy: string;
  readonly createdAt: Date;
  /** `user`: a user disabled it. `gone`: its receiver answered 410. Null while enabled. */
  readonly disabledFor: "user" | "gone" | null;
  /** Until then, the previous secret signs too. */
  readonly oldSecretUntil: Date | null;
}

/** A webhook with the nonces that its signing secrets are derived from. */
export interface SigningWebhook extends Webhook {
  readonly nonce: Buffer;
  readonly oldNonce: Buffer | null;
}

export const MAX_LABEL = 100;
export const MAX_URL = 500;
/** Hours for which the old secret still signs after a rotation. */
export const OVERLAP_HOURS = 24;

export function toWebhook(row: Omit<WebhookRow, "nonce" | "old_nonce">): Webhook {
  return {
    id: row.id,
    customer: row.customer,
    label: row.label,
    url: row.url,
    createdBy: row.created_by,
    createdAt: fromUtcText(row.created_at),
    disabledFor: row.disabled_for === null ? null : row.disabled_for === "gone" ? "gone" : "user",
    oldSecretUntil: row.old_until === null ? null : fromUtcText(row.old_until),
  };
}

/** A parsed input, or what is wrong with it. */
export type Parsed = { readonly value: string } | { readonly error: PageText };

export function parseLabel(text: string): Parsed {
  const value = text.trim();
  const fits = value !== "" && value.length <= MAX_LABEL && !/\p{Cc}/u.test(value);
  return fits
    ? { value }
    : { error: phrase("Enter 1 to %1s characters on one line, such as “CRM”.", MAX_LABEL) };
}

/** Names that resolve to this machine, whatever the resolver says. */
function isLocalName(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost");
}

/**
 * Parses the address of a webhook. Whether the addresses behind a name are allowed is checked before each attempt.
 *
 * @param isReachable tests an IP address
 */
export function parseUrl(text: string, isReachable: (address: string) => boolean): Parsed {
  const value = text.trim();
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol !== "https:")
    return {
      error: phrase("Enter an address that starts with https://, such as https://crm.example.com/hook."),
    };
  if (value.length > MAX_URL) return { error: phrase("Enter at most %1s characters.", MAX_URL) };
  if (url.username !== "" || url.password !== "")
    return { error: phrase("Leave user name and password out. The signature proves the sender.") };
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if ((isLocalName(host) || isIP(host) !== 0) && !isReachable(isLocalName(host) ? "127.0.0.1" : host))
    return {
      error: phrase(
        "This address is not on the public internet. An operator can allow it with DEARCHIVE_WEBHOOK_ADDRESSES.",
      ),
    };
  url.hash = "";
  return { value: url.href };
}
