import type { ApiKeyRow } from "../db/ownTables.ts";
import { fromUtcText, toUtcText } from "../db/sql.ts";
import { type KeySettings, RESPONSE_FORMATS } from "./keySettings.ts";

/** An API key without its hash, which never leaves this module. */
export interface ApiKey extends KeySettings {
  readonly id: number;
  readonly prefix: string;
  readonly customer: string;
  readonly vicidialUser: string;
  /** Id of the key that this one replaces. */
  readonly rolledFrom: number | null;
  /** Incremented by every change. A change must name the version that the user saw. */
  readonly version: number;
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

export const COLUMNS = [
  "id",
  "label",
  "prefix",
  "customer",
  "vicidial_user",
  "lead_limit",
  "response_format",
  "rate_limit",
  "allowed_addresses",
  "rolled_from",
  "version",
  "created_at",
  "expires_at",
  "revoked_at",
  "last_used_at",
] as const;

function instant(text: string | null): Date | null {
  return text === null ? null : fromUtcText(text);
}

export function toApiKey(row: Pick<ApiKeyRow, (typeof COLUMNS)[number]>): ApiKey {
  return {
    id: row.id,
    label: row.label,
    prefix: row.prefix,
    customer: row.customer,
    vicidialUser: row.vicidial_user,
    leadLimit: row.lead_limit,
    responseFormat: RESPONSE_FORMATS.find((format) => format === row.response_format) ?? "auto",
    rateLimit: row.rate_limit,
    allowedAddresses: row.allowed_addresses?.split(" ") ?? [],
    rolledFrom: row.rolled_from,
    version: row.version,
    createdAt: fromUtcText(row.created_at),
    expiresAt: instant(row.expires_at),
    revokedAt: instant(row.revoked_at),
    lastUsedAt: instant(row.last_used_at),
  };
}

/** Formats an instant for a DATETIME column, cut to whole seconds: otherwise MySQL would round up, MariaDB down. */
export function toSeconds(time: Date): string {
  return toUtcText(new Date(Math.floor(time.getTime() / 1000) * 1000));
}

export function settingColumns(settings: KeySettings) {
  return {
    label: settings.label,
    lead_limit: settings.leadLimit,
    response_format: settings.responseFormat,
    rate_limit: settings.rateLimit,
    allowed_addresses: settings.allowedAddresses.length > 0 ? settings.allowedAddresses.join(" ") : null,
    expires_at: settings.expiresAt && toSeconds(settings.expiresAt),
  };
}
