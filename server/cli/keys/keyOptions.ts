import type { Knex } from "knex";
import { EVERY_CUSTOMER } from "../../db/customerScope.ts";
import type { ApiKey } from "../../keys/apiKey.ts";
import {
  MAX_LEAD_LIMIT,
  MAX_RATE_LIMIT,
  type Reading,
  type ResponseFormat,
  readAddresses,
  readExpiry,
  readLabel,
  readScopes,
  readWhole,
} from "../../keys/keySettings.ts";
import { createKeyStore, type NotChanged } from "../../keys/keyStore.ts";
import { parseRate, type RateUnit } from "../parseRate.ts";
import { UsageError } from "../usageError.ts";

/** Settings of `create` and `edit`. */
export interface SettingOptions {
  readonly label?: string;
  readonly scope: readonly string[];
  readonly limit?: string;
  readonly rate?: string;
  readonly format?: ResponseFormat;
  readonly allow: readonly string[];
  readonly expires?: string;
  readonly json?: boolean;
}

const REQUESTS: RateUnit = { counted: "API requests per minute", per: "min", max: MAX_RATE_LIMIT };

/** Returns an option's value. @throws UsageError naming the option */
function checked<T>(option: string, text: string, reading: Reading<T>): T {
  if ("value" in reading) return reading.value;
  throw new UsageError(`${option} must be ${reading.wanted}, not "${text}"`);
}

/** Parses the given options; those left out are missing in the result. */
export function readSettings(options: SettingOptions, now: Date) {
  const { label, scope, limit, rate, format, allow, expires } = options;
  return {
    ...(label !== undefined && { label: checked("--label", label, readLabel(label)) }),
    ...(scope.length > 0 && { scopes: checked("--scope", scope.join(" "), readScopes(scope)) }),
    ...(limit !== undefined && { leadLimit: checked("--limit", limit, readWhole(limit, MAX_LEAD_LIMIT)) }),
    ...(rate !== undefined && {
      rateLimit: rate === "none" ? null : parseRate(rate, REQUESTS),
    }),
    ...(format !== undefined && { responseFormat: format }),
    ...(allow.length > 0 && {
      allowedAddresses: checked("--allow", allow.join(" "), readAddresses(allow)),
    }),
    ...(expires !== undefined && { expiresAt: readEnd(expires, now) }),
  };
}

/** Parses when a key expires; null for never. */
export function readEnd(text: string, now: Date): Date | null {
  return text === "never" ? null : checked("--expires", text, readExpiry(text, now));
}

/** @throws UsageError if there is no key with that number */
export async function findKey(db: Knex, idText: string): Promise<ApiKey> {
  if (!/^\d{1,9}$/.test(idText))
    throw new UsageError(`ID must be a number from "keys list", not "${idText}"`);
  const key = await createKeyStore(db, EVERY_CUSTOMER).find(Number(idText));
  if (!key)
    throw new UsageError(`key ${idText} does not exist. See all keys with: vicidial-dearchive keys list`);
  return key;
}

/** @throws Error saying why the key could not be changed */
export function refuseChange(id: number, outcome: NotChanged | "expired"): never {
  const messages = {
    unknown: `key ${id} does not exist. See all keys with: vicidial-dearchive keys list`,
    revoked: `key ${id} is revoked permanently. Create a new key`,
    expired: `key ${id} has expired. Extend it first: vicidial-dearchive keys edit ${id} --expires DATE`,
    changed_meanwhile: `key ${id} was changed by another user at the same time. Check it with keys list, then try again`,
  };
  throw new Error(messages[outcome]);
}
