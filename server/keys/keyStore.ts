import type { Knex } from "knex";
import { type CustomerScope, inScope } from "../db/customerScope.ts";
import { isDuplicateRow, isLockNotHad } from "../db/databaseErrors.ts";
import { inTransaction } from "../db/transaction.ts";
import type { Users } from "../vicidial/users.ts";
import {
  type ApiKey,
  COLUMNS,
  hashApiKey,
  makeApiKey,
  settingColumns,
  toApiKey,
  toSeconds,
  visiblePrefix,
} from "./apiKey.ts";
import { type KeySettings, NEW_KEY_DEFAULTS } from "./keySettings.ts";

export interface NewApiKey extends Pick<KeySettings, "label" | "leadLimit" | "expiresAt"> {
  readonly customer: string;
  readonly vicidialUser: string;
  /** Default: DEFAULT_SCOPES. */
  readonly scopes?: KeySettings["scopes"];
  /** Default: `auto`. */
  readonly responseFormat?: KeySettings["responseFormat"];
  /** Default: no limit. */
  readonly rateLimit?: number | null;
  /** Default: any address. */
  readonly allowedAddresses?: readonly string[];
}

/** A new key. `key` is its only copy: the store keeps a hash. */
export interface MadeKey {
  readonly id: number;
  readonly key: string;
}

/** Why a key was not changed: another user changed it first, it is revoked, or the id is unknown. */
export type NotChanged = "changed_meanwhile" | "revoked" | "unknown";

export interface Roll {
  /** How long the old key remains valid, in milliseconds. */
  readonly overlapMs: number;
  /** Expiry of the new key. */
  readonly expiresAt: Date | null;
}

export type RollResult =
  | { readonly outcome: "rolled"; readonly made: MadeKey; readonly oldExpiresAt: Date }
  | { readonly outcome: NotChanged | "expired" }
  /** The key already has a successor; roll that one instead. */
  | { readonly outcome: "rolled_already"; readonly successor: number };

const LAST_USE_RESOLUTION_MS = 60_000;
const LIST_LIMIT = 1000;

function earlier(a: Date | null, b: Date): Date {
  return a && a < b ? a : b;
}

/**
 * Stores API keys.
 *
 * @param scope limits the keys that are found and changed: all customers share one table
 */
export function createKeyStore(db: Knex, scope: CustomerScope) {
  const keys = (connection: Knex = db) => connection("dearchive_api_keys").where(inScope(scope));
  const select = (connection?: Knex) => keys(connection).select(...COLUMNS);

  async function findIn(connection: Knex, id: number): Promise<ApiKey | undefined> {
    const row = await select(connection).where({ id }).first();
    return row && toApiKey(row);
  }

  async function insert(
    connection: Knex,
    wanted: NewApiKey,
    origin: { readonly rolled_from?: number; readonly form_id?: string },
    now: Date,
  ): Promise<MadeKey> {
    const key = makeApiKey();
    const [id = 0] = await connection("dearchive_api_keys").insert({
      ...settingColumns({ ...NEW_KEY_DEFAULTS, ...wanted }),
      prefix: visiblePrefix(key),
      key_hash: hashApiKey(key),
      customer: wanted.customer,
      vicidial_user: wanted.vicidialUser,
      ...origin,
      created_at: toSeconds(now),
    });
    return { id, key };
  }

  /** Changes a key if its version is unchanged. */
  async function change(
    connection: Knex,
    seen: Pick<ApiKey, "id" | "version">,
    columns: Partial<ReturnType<typeof settingColumns>>,
  ): Promise<"changed" | NotChanged> {
    const { id, version } = seen;
    const changed = await keys(connection)
      .where({ id, version })
      .whereNull("revoked_at")
      .update({ ...columns, version: version + 1 });
    if (changed > 0) return "changed";
    const now = await findIn(connection, id);
    if (!now) return "unknown";
    return now.revokedAt ? "revoked" : "changed_meanwhile";
  }

  return {
    /** Creates a key and stores its hash. */
    create: (wanted: NewApiKey, now: Date): Promise<MadeKey> => insert(db, wanted, {}, now),

    /** Creates a key once per form id; undefined if the form was sent before. */
    async createOnce(formId: string, wanted: NewApiKey, now: Date): Promise<MadeKey | undefined> {
      try {
        return await insert(db, wanted, { form_id: formId }, now);
      } catch (error) {
        if (isDuplicateRow(error)) return undefined;
        throw error;
      }
    },

    /** Returns the key with this secret, even if it is revoked or expired. Index: unique (key_hash). */
    async findBySecret(key: string): Promise<ApiKey | undefined> {
      const row = await select().where("key_hash", hashApiKey(key)).first();
      return row && toApiKey(row);
    },

    /** Returns the key with this secret together with a user, in one query. */
    async findWithUser(key: string, { sql, bindings, read }: ReturnType<Users["toJoin"]>) {
      const row = await select()
        .select("account.*")
        .joinRaw(`LEFT JOIN (${sql}) AS account ON TRUE`, [...bindings])
        .where("key_hash", hashApiKey(key))
        .first();
      return { key: row && toApiKey(row), user: row && read(row) };
    },

    find: (id: number): Promise<ApiKey | undefined> => findIn(db, id),

    /** Returns the keys, newest first. */
    async list(): Promise<readonly ApiKey[]> {
      const rows = await select().orderBy("id", "desc").limit(LIST_LIMIT);
      return rows.map(toApiKey);
    },

    /** Changes the settings, unless the key has changed since the user saw it. */
    edit: (seen: Pick<ApiKey, "id" | "version">, settings: KeySettings): Promise<"changed" | NotChanged> =>
      change(db, seen, settingColumns(settings)),

    /**
     * Replaces a key whose version is unchanged by a new one with the same settings. The old key stays valid for the overlap,
     * but never beyond its own expiry.
     */
    roll: (seen: Pick<ApiKey, "id" | "version">, wanted: Roll, now: Date): Promise<RollResult> =>
      inTransaction(db, async (trx): Promise<RollResult> => {
        const old = await findIn(trx, seen.id);
        if (!old) return { outcome: "unknown" };
        if (!old.revokedAt && old.expiresAt && old.expiresAt <= now) return { outcome: "expired" };
        const successor = await keys(trx).where("rolled_from", old.id).whereNull("revoked_at").first("id");
        if (successor) return { outcome: "rolled_already", successor: successor.id };
        const oldExpiresAt = earlier(old.expiresAt, new Date(now.getTime() + wanted.overlapMs));
        const outcome = await change(trx, seen, { expires_at: toSeconds(oldExpiresAt) });
        if (outcome !== "changed") return { outcome };
        const made = await insert(trx, { ...old, expiresAt: wanted.expiresAt }, { rolled_from: old.id }, now);
        return { outcome: "rolled", made, oldExpiresAt };
      }),

    /**
     * Revokes a key permanently. Idempotent.
     *
     * @returns whether the key exists
     */
    async revoke(id: number, now: Date): Promise<boolean> {
      await keys()
        .where({ id })
        .whereNull("revoked_at")
        .update({ revoked_at: toSeconds(now) });
      return (await keys().where({ id }).first("id")) !== undefined;
    },

    /** Records the use of a key, at most once a minute to save writes. */
    async noteUse(key: ApiKey, now: Date): Promise<void> {
      const isRecent = key.lastUsedAt && now.getTime() - key.lastUsedAt.getTime() < LAST_USE_RESOLUTION_MS;
      if (isRecent) return;
      await keys()
        .where({ id: key.id })
        .update({ last_used_at: toSeconds(now) })
        // Another instance is recording the same.
        .catch((error: unknown) => {
          if (!isLockNotHad(error)) throw error;
        });
    },
  };
}

export type KeyStore = ReturnType<typeof createKeyStore>;
