import type { Knex } from "knex";
import { fromUtcText, toUtcText } from "../db/instants.ts";
import type { ApiKeyRow } from "../db/tables.ts";
import { hashApiKey, makeApiKey, shownPrefix } from "./apiKey.ts";

/** A key as everybody may see it: the hash stays in this module. */
export interface ApiKey {
  readonly id: number;
  readonly label: string;
  readonly prefix: string;
  readonly customer: string;
  readonly vicidialUser: string;
  /** The most leads that one call may name. */
  readonly leadLimit: number;
  readonly responseFormat: ResponseFormat;
  /** Calls a minute; null for as many as it likes. */
  readonly rateLimit: number | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

export interface NewApiKey {
  readonly label: string;
  readonly customer: string;
  readonly vicidialUser: string;
  readonly leadLimit: number;
  /** `auto` when left out. */
  readonly responseFormat?: ResponseFormat;
  /** No limit when left out. */
  readonly rateLimit?: number | null;
  readonly expiresAt: Date | null;
}

/** In which generation's words a key's calls are answered; `auto` goes by the path. */
export const RESPONSE_FORMATS = ["auto", "current", "http_code", "status_code"] as const;
export type ResponseFormat = (typeof RESPONSE_FORMATS)[number];

export const DEFAULT_LEAD_LIMIT = 500;
/** Beyond this one call would hold the lead tables for too long. */
export const MAX_LEAD_LIMIT = 5000;

const COLUMNS = [
  "id",
  "label",
  "prefix",
  "customer",
  "vicidial_user",
  "lead_limit",
  "response_format",
  "rate_limit",
  "created_at",
  "expires_at",
  "revoked_at",
  "last_used_at",
] as const;

const LAST_USE_RESOLUTION_MS = 60_000;
const LIST_LIMIT = 1000;

function toApiKey(row: Pick<ApiKeyRow, (typeof COLUMNS)[number]>): ApiKey {
  return {
    id: row.id,
    label: row.label,
    prefix: row.prefix,
    customer: row.customer,
    vicidialUser: row.vicidial_user,
    leadLimit: row.lead_limit,
    responseFormat: RESPONSE_FORMATS.find((format) => format === row.response_format) ?? "auto",
    rateLimit: row.rate_limit,
    createdAt: fromUtcText(row.created_at),
    expiresAt: row.expires_at === null ? null : fromUtcText(row.expires_at),
    revokedAt: row.revoked_at === null ? null : fromUtcText(row.revoked_at),
    lastUsedAt: row.last_used_at === null ? null : fromUtcText(row.last_used_at),
  };
}

/** Keeps API keys. */
export function createKeyStore(db: Knex) {
  return {
    /** Makes a key and stores its hash. The returned `key` is the only copy of it there will ever be. */
    async create(wanted: NewApiKey, now: Date): Promise<{ id: number; key: string }> {
      const key = makeApiKey();
      const [id = 0] = await db("dearchive_api_keys").insert({
        label: wanted.label,
        prefix: shownPrefix(key),
        key_hash: hashApiKey(key),
        customer: wanted.customer,
        vicidial_user: wanted.vicidialUser,
        lead_limit: wanted.leadLimit,
        response_format: wanted.responseFormat ?? "auto",
        rate_limit: wanted.rateLimit ?? null,
        created_at: toUtcText(now),
        expires_at: wanted.expiresAt && toUtcText(wanted.expiresAt),
      });
      return { id, key };
    },

    /** The key of that text, in whatever state it is. Index: the unique one on key_hash. */
    async findBySecret(key: string): Promise<ApiKey | undefined> {
      const row = await db("dearchive_api_keys")
        .select(...COLUMNS)
        .where("key_hash", hashApiKey(key))
        .first();
      return row && toApiKey(row);
    },

    /** Every key, newest first. */
    async list(): Promise<readonly ApiKey[]> {
      const rows = await db("dearchive_api_keys")
        .select(...COLUMNS)
        .orderBy("id", "desc")
        .limit(LIST_LIMIT);
      return rows.map(toApiKey);
    },

    /**
     * Revokes a key for good; revoking it again changes nothing.
     *
     * @returns whether a key of that id exists
     */
    async revoke(id: number, now: Date): Promise<boolean> {
      await db("dearchive_api_keys")
        .where({ id })
        .whereNull("revoked_at")
        .update({ revoked_at: toUtcText(now) });
      return (await db("dearchive_api_keys").where({ id }).first("id")) !== undefined;
    },

    /** Notes that the key was used, at most once a minute: a busy key must not cost a write a call. */
    async noteUse(key: ApiKey, now: Date): Promise<void> {
      const isRecent = key.lastUsedAt && now.getTime() - key.lastUsedAt.getTime() < LAST_USE_RESOLUTION_MS;
      if (!isRecent)
        await db("dearchive_api_keys")
          .where({ id: key.id })
          .update({ last_used_at: toUtcText(now) });
    },
  };
}

export type KeyStore = ReturnType<typeof createKeyStore>;
