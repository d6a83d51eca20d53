import type { Knex } from "knex";
import { type CustomerScope, scopeCondition } from "../db/customerScope.ts";
import { isLockNotHad, isLockWaitOver } from "../db/databaseErrors.ts";
import { LEASE_END } from "../db/lease.ts";
import { queryRows } from "../db/sql.ts";
import type { MoveResult } from "../leads/move/outcome.ts";
import { retry } from "../lib/retry.ts";
import { readBatchResult } from "./batchResults.ts";

/** A call that names an Idempotency-Key, by what tells it from others. */
export interface IdempotentCall {
  readonly keyId: number;
  /** SHA-256 of the header's value. */
  readonly valueHash: Buffer;
  /** SHA-256 of what the request means. */
  readonly requestHash: Buffer;
  /** The same as the former version stored it, which hashed the text of the body. */
  readonly formerRequestHash?: Buffer;
}

/**
 * What is known of such a call. `mine`: it is new, or its first try died before it did anything; go on. `done`: this is
 * its result. `running`: its first try is still at work. `other`: the value was used for another call.
 */
export type IdempotencyClaim =
  | { readonly state: "mine"; readonly id: number }
  | { readonly state: "done"; readonly result: MoveResult }
  | { readonly state: "running" }
  | { readonly state: "other" };

interface ClaimRow {
  id: number;
  request_hash: Buffer;
  batch_id: number | null;
  batch_state: string | null;
  is_leased: number;
}

/** What a lost connection was doing is over by then: the server notices that nobody is there. */
const LET_GO_END = "LEAST(lease_until, UTC_TIMESTAMP(3) + INTERVAL 5 SECOND)";
/** For how long a result is kept: the contract promises a day; a second one costs little. */
export const KEPT_HOURS = 48;
const CLEAN_LIMIT = 5000;
/**
 * The nodes of a Galera cluster lock nothing for each other: of two that claim a call at the same moment, the later one
 * is told of a deadlock. A lock that was waited for in vain is not waited for again.
 */
const CONFLICT_RETRY = {
  attempts: 4,
  firstPauseMs: 20,
  isRetryable: (error: unknown) => isLockNotHad(error) && !isLockWaitOver(error),
} as const;

/**
 * Remembers which calls were carried out under an Idempotency-Key. Keys' numbers are no two customers' own, so that a call is
 * found by its key; the scope says whose batches may answer it.
 */
export function createIdempotencyStore(db: Knex, scope: CustomerScope) {
  const { sql: isTheirs, bindings } = scopeCondition(scope, "b.customer");

  async function insert({ keyId, valueHash, requestHash }: IdempotentCall): Promise<number | undefined> {
    const [id] = await db("dearchive_idempotency")
      .insert({
        key_id: keyId,
        value_hash: valueHash,
        request_hash: requestHash,
        lease_until: db.raw(LEASE_END),
        created_at: db.raw("UTC_TIMESTAMP(3)"),
      })
      .onConflict(["key_id", "value_hash"])
      .ignore();
    return id === 0 ? undefined : id;
  }

  async function find({ keyId, valueHash }: IdempotentCall): Promise<ClaimRow | undefined> {
    const [row] = await queryRows<ClaimRow>(
      db,
      `SELECT i.id AS id, i.request_hash AS request_hash, i.batch_id AS batch_id, b.state AS batch_state,
              i.lease_until >= UTC_TIMESTAMP(3) AS is_leased
       FROM dearchive_idempotency AS i LEFT JOIN dearchive_batches AS b ON b.id = i.batch_id AND ${isTheirs}
       WHERE i.key_id = ? AND i.value_hash = ?`,
      [...bindings, keyId, valueHash],
    );
    return row;
  }

  /** Goes on where a first try died; of several that want to, one does. */
  async function takeOver({ id, batch_id }: ClaimRow): Promise<IdempotencyClaim> {
    const taken = await db("dearchive_idempotency")
      .where({ id, batch_id })
      .whereRaw("(lease_until < UTC_TIMESTAMP(3) OR batch_id IS NOT NULL)")
      .update({ batch_id: null, lease_until: db.raw(LEASE_END) });
    return taken > 0 ? { state: "mine", id } : { state: "running" };
  }

  async function claimOnce(call: IdempotentCall): Promise<IdempotencyClaim> {
    const id = await insert(call);
    if (id !== undefined) return { state: "mine", id };
    const row = await find(call);
    // It was released in between: the first try was refused, and the caller may try again.
    if (!row) return { state: "running" };
    const hashes = [call.requestHash, ...(call.formerRequestHash ? [call.formerRequestHash] : [])];
    if (!hashes.some((hash) => row.request_hash.equals(hash))) return { state: "other" };
    if (row.batch_id !== null && row.batch_state === "done") {
      return { state: "done", result: await readBatchResult(db, scope, row.batch_id) };
    }
    const isAtWork = row.batch_id === null ? row.is_leased === 1 : row.batch_state === "open";
    return isAtWork ? { state: "running" } : takeOver(row);
  }

  return {
    /** Claims a call for this instance, or tells what became of it. */
    async claim(call: IdempotentCall): Promise<IdempotencyClaim> {
      try {
        return await retry(CONFLICT_RETRY, () => claimOnce(call));
      } catch (error) {
        // Another instance holds the row, so it is at work on this call. Without a row the conflict is about the table.
        if (isLockNotHad(error) && (await find(call))) return { state: "running" };
        throw error;
      }
    },

    /** Keeps a call at work from being taken over. */
    async renew(id: number): Promise<void> {
      await db("dearchive_idempotency")
        .where({ id })
        .update({ lease_until: db.raw(LEASE_END) });
    },

    /** Leaves a call to whoever repeats it, for nobody here knows any more what became of it. */
    async letGo(id: number): Promise<void> {
      await db("dearchive_idempotency")
        .where({ id })
        .update({ lease_until: db.raw(LET_GO_END) });
    },

    /**
     * Forgets a call that was refused before it did anything: refusals are not replayed.
     *
     * @returns whether it did nothing indeed; false where a batch is recorded for it
     */
    async release(id: number): Promise<boolean> {
      return (await db("dearchive_idempotency").where({ id, batch_id: null }).delete()) > 0;
    },

    /** The result of a call that was carried out, by whomever. */
    async resultOf(call: IdempotentCall): Promise<MoveResult | undefined> {
      const row = await find(call);
      return row?.batch_id && row.batch_state === "done"
        ? readBatchResult(db, scope, row.batch_id)
        : undefined;
    },

    /** Forgets what nobody will ask for any more. Index: created_at. */
    async clean(): Promise<void> {
      const old = `created_at < UTC_TIMESTAMP(3) - INTERVAL ${KEPT_HOURS} HOUR`;
      let cleaned: number;
      do {
        cleaned = await db("dearchive_idempotency").whereRaw(old).limit(CLEAN_LIMIT).delete();
      } while (cleaned === CLEAN_LIMIT);
    },
  };
}

export type IdempotencyStore = ReturnType<typeof createIdempotencyStore>;
