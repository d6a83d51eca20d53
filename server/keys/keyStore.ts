import type { Knex } from "knex";
import { type CustomerScope, inScope } from "../db/customerScope.ts";
import { isDuplicateRow, isLockNotHad } from "../db/databaseErrors.ts";
import { inTransaction } from "../db/transaction.ts";
import { hashApiKey, makeApiKey, shownPrefix } from "./apiKey.ts";
import { type ApiKey, COLUMNS, settingColumns, toApiKey, toSeconds } from "./apiKeyRow.ts";
import type { KeySettings } from "./keySettings.ts";

export interface NewApiKey extends Pick<KeySettings, "label" | "leadLimit" | "expiresAt"> {
  readonly customer: string;
  readonly vicidialUser: string;
  /** `auto` when left out. */
  readonly responseFormat?: KeySettings["responseFormat"];
  /** No limit when left out. */
  readonly rateLimit?: number | null;
  /** From everywhere when left out. */
  readonly allowedAddresses?: readonly string[];
}

/** A key that was made just now. `key` is the only copy of it there will ever be. */
export interface MadeKey {
  readonly id: number;
  readonly key: string;
}

/** Why a key was left as it is: somebody changed it meanwhile, it is over for good, or there is none of that id. */
export type LeftAlone = "changed_meanwhile" | "revoked" | "unknown";

export interface Roll {
  /** For how long the old key goes on. */
  readonly overlapMs: number;
  /** When the new key ends. */
  readonly expiresAt: Date | null;
}

export type RollResult =
  | { readonly outcome: "rolled"; readonly made: MadeKey; readonly oldExpiresAt: Date }
  | { readonly outcome: LeftAlone | "expired" }
  /** It has a successor already, which is the one to roll. */
  | { readonly outcome: "rolled_already"; readonly successor: number };

const LAST_USE_RESOLUTION_MS = 60_000;
const LIST_LIMIT = 1000;

function earlier(one: Date | null, other: Date): Date {
  return one && one < other ? one : other;
}

/**
 * Keeps API keys.
 *
 * @param scope whose keys are found and changed; keys of every customer share one table
 */
export function createKeyStore(db: Knex, scope: CustomerScope) {
  const keys = (connection: Knex = db) => connection("dearchive_api_keys").where(inScope(scope));

  async function findIn(connection: Knex, id: number): Promise<ApiKey | undefined> {
    const row = await keys(connection)
      .select(...COLUMNS)
      .where({ id })
      .first();
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
      ...settingColumns({ responseFormat: "auto", rateLimit: null, allowedAddresses: [], ...wanted }),
      prefix: shownPrefix(key),
      key_hash: hashApiKey(key),
      customer: wanted.customer,
      vicidial_user: wanted.vicidialUser,
      ...origin,
      created_at: toSeconds(now),
    });
    return { id, key };
  }

  /** Changes a key that still is as it was shown. */
  async function change(
    connection: Knex,
    shown: Pick<ApiKey, "id" | "version">,
    columns: Partial<ReturnType<typeof settingColumns>>,
  ): Promise<"changed" | LeftAlone> {
    const { id, version } = shown;
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
    /** Makes a key and stores its hash. */
    create: (wanted: NewApiKey, now: Date): Promise<MadeKey> => insert(db, wanted, {}, now),

    /** The same for a form with a number of its own: undefined where that form has made its key already. */
    async createOnce(formId: string, wanted: NewApiKey, now: Date): Promise<MadeKey | undefined> {
      try {
        return await insert(db, wanted, { form_id: formId }, now);
      } catch (error) {
        if (isDuplicateRow(error)) return undefined;
        throw error;
      }
    },

    /** The key of that text, in whatever state it is. Index: the unique one on key_hash. */
    async findBySecret(key: string): Promise<ApiKey | undefined> {
      const row = await keys()
        .select(...COLUMNS)
        .where("key_hash", hashApiKey(key))
        .first();
      return row && toApiKey(row);
    },

    find: (id: number): Promise<ApiKey | undefined> => findIn(db, id),

    /** Every key, newest first. */
    async list(): Promise<readonly ApiKey[]> {
      const rows = await keys()
        .select(...COLUMNS)
        .orderBy("id", "desc")
        .limit(LIST_LIMIT);
      return rows.map(toApiKey);
    },

    /** Gives a key other settings, unless somebody else did so since it was shown. */
    edit: (shown: Pick<ApiKey, "id" | "version">, settings: KeySettings): Promise<"changed" | LeftAlone> =>
      change(db, shown, settingColumns(settings)),

    /**
     * Makes a new key in the place of one that still is as it was shown. The old one goes on for the overlap, but never
     * longer than it would have; the new one has the same settings.
     */
    roll: (shown: Pick<ApiKey, "id" | "version">, wanted: Roll, now: Date): Promise<RollResult> =>
      inTransaction(db, async (trx): Promise<RollResult> => {
        const old = await findIn(trx, shown.id);
        if (!old) return { outcome: "unknown" };
        if (!old.revokedAt && old.expiresAt && old.expiresAt <= now) return { outcome: "expired" };
        const successor = await keys(trx).where("rolled_from", old.id).whereNull("revoked_at").first("id");
        if (successor) return { outcome: "rolled_already", successor: successor.id };
        const oldExpiresAt = earlier(old.expiresAt, new Date(now.getTime() + wanted.overlapMs));
        const outcome = await change(trx, shown, { expires_at: toSeconds(oldExpiresAt) });
        if (outcome !== "changed") return { outcome };
        const made = await insert(trx, { ...old, expiresAt: wanted.expiresAt }, { rolled_from: old.id }, now);
        return { outcome: "rolled", made, oldExpiresAt };
      }),

    /**
     * Revokes a key for good; revoking it again changes nothing.
     *
     * @returns whether a key of that id exists
     */
    async revoke(id: number, now: Date): Promise<boolean> {
      await keys()
        .where({ id })
        .whereNull("revoked_at")
        .update({ revoked_at: toSeconds(now) });
      return (await keys().where({ id }).first("id")) !== undefined;
    },

    /** Notes that the key was used, at most once a minute: a busy key must not cost a write a call. */
    async noteUse(key: ApiKey, now: Date): Promise<void> {
      const isRecent = key.lastUsedAt && now.getTime() - key.lastUsedAt.getTime() < LAST_USE_RESOLUTION_MS;
      if (isRecent) return;
      await keys()
        .where({ id: key.id })
        .update({ last_used_at: toSeconds(now) })
        // Another instance notes the same at this moment.
        .catch((error: unknown) => {
          if (!isLockNotHad(error)) throw error;
        });
    },
  };
}

export type KeyStore = ReturnType<typeof createKeyStore>;
