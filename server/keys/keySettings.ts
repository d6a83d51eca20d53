import { canonicalRange } from "./allowedAddresses.ts";

/** In which generation's words a key's calls are answered; `auto` goes by the path. */
export const RESPONSE_FORMATS = ["auto", "current", "http_code", "status_code"] as const;
export type ResponseFormat = (typeof RESPONSE_FORMATS)[number];

/** What may be changed of a key. Whose it is may not: that would be another key. */
export interface KeySettings {
  readonly label: string;
  /** The most leads that one call may name. */
  readonly leadLimit: number;
  /** Calls a minute; null for as many as it likes. */
  readonly rateLimit: number | null;
  readonly responseFormat: ResponseFormat;
  /** Ranges that calls may come from; none for everywhere. */
  readonly allowedAddresses: readonly string[];
  readonly expiresAt: Date | null;
}

export const DEFAULT_LEAD_LIMIT = 500;
/** Beyond this one call would hold the lead tables for too long. */
export const MAX_LEAD_LIMIT = 5000;
export const MAX_RATE_LIMIT = 1_000_000;
export const MAX_LABEL_LENGTH = 100;
/** As many as one call can be compared with in no time. */
export const MAX_ADDRESSES = 100;

const HOUR_MS = 3_600_000;

/** For how long an old key goes on beside its successor. */
export const OVERLAPS = {
  "0": 0,
  "1h": HOUR_MS,
  "24h": 24 * HOUR_MS,
  "7d": 7 * 24 * HOUR_MS,
} as const;
export type Overlap = keyof typeof OVERLAPS;
export const DEFAULT_OVERLAP: Overlap = "24h";

/** What a person wrote, understood; or what was wanted in its place, as words that fit behind "wants". */
export type Reading<T> = { readonly value: T } | { readonly wanted: string };

/** What the key is for. */
export function readLabel(text: string): Reading<string> {
  const value = text.trim();
  const fits = value !== "" && value.length <= MAX_LABEL_LENGTH && !/\p{Cc}/u.test(value);
  return fits ? { value } : { wanted: `1 to ${MAX_LABEL_LENGTH} characters on one line` };
}

/** A whole number from 1. */
export function readWhole(text: string, max: number): Reading<number> {
  const value = Number(text);
  const fits = /^\d+$/.test(text) && value >= 1 && value <= max;
  return fits ? { value } : { wanted: `a whole number from 1 to ${max}` };
}

/** JavaScript takes 2027-02-30 for the second of March. */
function isRealDate(text: string): boolean {
  const midnight = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(text);
}

/** A date means the whole of that day (UTC); with a time it is that instant, in UTC where it names no zone. */
export function readExpiry(text: string, now: Date): Reading<Date> {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const hasZone = /(Z|[+-]\d{2}:?\d{2})$/.test(text);
  const value = new Date(isDate ? `${text}T23:59:59Z` : hasZone ? text : `${text}Z`);
  if (!isRealDate(text.slice(0, 10)) || Number.isNaN(value.getTime()))
    return { wanted: "a date such as 2027-01-31 or an instant such as 2027-01-31T18:00:00Z" };
  return value > now ? { value } : { wanted: `a time to come (${text} has passed)` };
}

/** Addresses and ranges, each in its one form; one named twice is one. */
export function readAddresses(texts: readonly string[]): Reading<readonly string[]> {
  const ranges = new Set<string>();
  for (const text of texts) {
    const range = canonicalRange(text);
    if (!range)
      return {
        wanted: `an address or a range such as 203.0.113.0/24 or 2001:db8::/32; "${text}" is neither`,
      };
    ranges.add(range);
  }
  return ranges.size <= MAX_ADDRESSES
    ? { value: [...ranges] }
    : { wanted: `at most ${MAX_ADDRESSES} ranges` };
}
