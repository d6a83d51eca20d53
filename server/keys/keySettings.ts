import { canonicalRange } from "../lib/addressRanges.ts";
import { type PageText, phrase } from "../lib/phrase.ts";

/** Generation of the answers' format; `auto` follows the path. */
export const RESPONSE_FORMATS = ["auto", "current", "http_code", "status_code"] as const;
export type ResponseFormat = (typeof RESPONSE_FORMATS)[number];

/**
 * What a key may be used for: looking up leads, restoring, archiving, or only restoring the archived lead of a phone number. The
 * last one is for keys that stand in a URL.
 */
export const KEY_SCOPES = ["read", "restore", "archive", "restore_by_phone"] as const;
export type KeyScope = (typeof KEY_SCOPES)[number];
/** Of a new key if none are chosen, and of every key made before scopes existed. */
export const DEFAULT_SCOPES: readonly KeyScope[] = ["restore", "archive"];

/** Settings of a new key that its creator left out. */
export const NEW_KEY_DEFAULTS = {
  scopes: DEFAULT_SCOPES,
  responseFormat: "auto",
  rateLimit: null,
  allowedAddresses: [],
} as const;

/** The editable settings of a key. Its customer and user cannot change. */
export interface KeySettings {
  readonly label: string;
  /** In the order of KEY_SCOPES; never empty. */
  readonly scopes: readonly KeyScope[];
  /** Maximum number of leads per request. */
  readonly leadLimit: number;
  /** Requests per minute; null means no limit. */
  readonly rateLimit: number | null;
  readonly responseFormat: ResponseFormat;
  /** Allowed client CIDR ranges; empty means any address. */
  readonly allowedAddresses: readonly string[];
  readonly expiresAt: Date | null;
}

export const DEFAULT_LEAD_LIMIT = 500;
/** A larger request would lock the lead tables for too long. */
export const MAX_LEAD_LIMIT = 5000;
export const MAX_RATE_LIMIT = 1_000_000;
export const MAX_LABEL_LENGTH = 100;
/** Keeps the comparison in every request cheap. */
export const MAX_ADDRESSES = 100;

const HOUR_MS = 3_600_000;

/** How long a key remains valid after it was rolled, in milliseconds. */
export const OVERLAPS = {
  "0": 0,
  "1h": HOUR_MS,
  "24h": 24 * HOUR_MS,
  "7d": 7 * 24 * HOUR_MS,
} as const;
export type Overlap = keyof typeof OVERLAPS;
export const DEFAULT_OVERLAP: Overlap = "24h";

/** A parsed input, or a description of the expected input that fits after "must be" or "enter". */
export type Reading<T> = { readonly value: T } | { readonly wanted: PageText };

/** Reads the purpose of a key, as a user entered it. */
export function readLabel(text: string): Reading<string> {
  const value = text.trim();
  const fits = value !== "" && value.length <= MAX_LABEL_LENGTH && !/\p{Cc}/u.test(value);
  return fits ? { value } : { wanted: phrase("1 to %1s characters on one line", MAX_LABEL_LENGTH) };
}

/** Reads an integer from 1 to `max`. */
export function readWhole(text: string, max: number): Reading<number> {
  const value = Number(text);
  const fits = /^\d+$/.test(text) && value >= 1 && value <= max;
  return fits ? { value } : { wanted: phrase("a whole number from 1 to %1s", max) };
}

/** Reads scopes in any order, with repetitions. */
export function readScopes(texts: readonly string[]): Reading<readonly KeyScope[]> {
  const value = KEY_SCOPES.filter((scope) => texts.includes(scope));
  const isKnown = texts.every((text) => KEY_SCOPES.some((scope) => scope === text));
  return isKnown && value.length > 0
    ? { value }
    : { wanted: phrase("one or more of %1s", KEY_SCOPES.join(", ")) };
}

/** Rejects dates such as 2027-02-30, which JavaScript reads as 2 March. */
function isRealDate(text: string): boolean {
  const midnight = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(text);
}

/** Reads the end of a key's validity. A date without a time includes that day in UTC; a time without a zone is in UTC. */
export function readExpiry(text: string, now: Date): Reading<Date> {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const hasZone = /(Z|[+-]\d{2}:?\d{2})$/.test(text);
  const value = new Date(isDate ? `${text}T23:59:59Z` : hasZone ? text : `${text}Z`);
  if (!isRealDate(text.slice(0, 10)) || Number.isNaN(value.getTime()))
    return { wanted: phrase("a date such as 2027-01-31 or an instant such as 2027-01-31T18:00:00Z") };
  return value > now ? { value } : { wanted: phrase("a time to come (%1s has passed)", text) };
}

/** Reads addresses and ranges in canonical form, without duplicates. */
export function readAddresses(texts: readonly string[]): Reading<readonly string[]> {
  const ranges = new Set<string>();
  for (const text of texts) {
    const range = canonicalRange(text);
    if (!range)
      return {
        wanted: phrase(
          "an address or a range such as 203.0.113.0/24 or 2001:db8::/32. “%1s” is neither",
          text,
        ),
      };
    ranges.add(range);
  }
  return ranges.size <= MAX_ADDRESSES
    ? { value: [...ranges] }
    : { wanted: phrase("at most %1s ranges", MAX_ADDRESSES) };
}
