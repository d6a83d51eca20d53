import { createHash, randomInt } from "node:crypto";
import { crc32 } from "node:zlib";
import type { ApiKeyRow } from "../db/ownTables.ts";
import { fromUtcText, toUtcText } from "../db/sql.ts";
import { fail } from "../errors.ts";
import { KEY_SCOPES, type KeySettings, RESPONSE_FORMATS } from "./keySettings.ts";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const PREFIX = "vda_";
/** 32 characters of base62 are 190 random bits. */
const SECRET_LENGTH = 32;
const CHECKSUM_LENGTH = 6;
const SHAPE = new RegExp(`^${PREFIX}[0-9A-Za-z]{${SECRET_LENGTH + CHECKSUM_LENGTH}}$`);
/** Characters of a key that lists and logs may show: enough to tell keys apart, far too few to guess one. */
const PREFIX_LENGTH = PREFIX.length + 6;

function base62(value: number, length: number): string {
  let rest = value;
  let digits = "";
  while (digits.length < length) {
    digits = ALPHABET.charAt(rest % ALPHABET.length) + digits;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return digits;
}

/** CRC-32 of the rest. Detects typing errors and other services' keys before any query; it is not a secret. */
function checksum(body: string): string {
  return base62(crc32(body), CHECKSUM_LENGTH);
}

/** Creates a key: `vda_`, 190 random bits in base62, and a checksum of 6 characters. */
export function makeApiKey(): string {
  const secret = Array.from({ length: SECRET_LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length)));
  const body = PREFIX + secret.join("");
  return body + checksum(body);
}

/** Tests the form and the checksum of a key, not whether it exists. */
export function isWellFormedApiKey(text: string): boolean {
  return SHAPE.test(text) && checksum(text.slice(0, -CHECKSUM_LENGTH)) === text.slice(-CHECKSUM_LENGTH);
}

/** Returns the SHA-256 of a key, which is stored in its place. */
export function hashApiKey(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}

/** Returns the beginning of a key for lists and logs. */
export function visiblePrefix(key: string): string {
  return key.slice(0, PREFIX_LENGTH);
}

/** Longer than any key with its scheme. Bounds the matching, whose time grows with the square of the length. */
const MAX_HEADER_LENGTH = 256;

/** `Key=…` as documented, in any case, with optional spaces or quotes, or `Bearer …`. */
const AUTHORIZATION = /^\s*(?:key\s*=|bearer\s)\s*(?:"([^"]*)"|(\S*))\s*$/i;

/**
 * Reads the API key of an Authorization header and refuses malformed keys before any query.
 *
 * @throws DearchiveError unauthenticated
 */
export function readApiKey(header: string): string {
  if (header.trim() === "") fail({ code: "unauthenticated", reason: "no_credentials" });
  if (header.length > MAX_HEADER_LENGTH) fail({ code: "unauthenticated", reason: "bad_format" });
  const match = AUTHORIZATION.exec(header);
  const key = match?.[1] ?? match?.[2] ?? "";
  return isWellFormedApiKey(key) ? key : fail({ code: "unauthenticated", reason: "bad_format" });
}

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
  "scopes",
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
    scopes: KEY_SCOPES.filter((scope) => row.scopes.split(" ").includes(scope)),
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
    scopes: settings.scopes.join(" "),
    lead_limit: settings.leadLimit,
    response_format: settings.responseFormat,
    rate_limit: settings.rateLimit,
    allowed_addresses: settings.allowedAddresses.length > 0 ? settings.allowedAddresses.join(" ") : null,
    expires_at: settings.expiresAt && toSeconds(settings.expiresAt),
  };
}
