import type { Knex } from "knex";
import { type CustomerScope, scopeCondition } from "../db/customerScope.ts";
import { isLockNotHad, isLockWaitOver } from "../db/databaseErrors.ts";
import { LEASE_END } from "../db/lease.ts";
import { queryRows } from "../db/sql.ts";
import type { MoveResult } from "../leads/move/outcome.ts";
import { retry } from "../lib/retry.ts";
import { readBatchResult } from "./batchResults.ts";

/** Identifies a request that names an Idempotency-Key. */
export interface ClaimedRequest {
  readonly keyId: number;
  /** SHA-256 of the header's value. */
  readonly valueHash: Buffer;
  /** SHA-256 of the request's canonical form. */
  readonly requestHash: Buffer;
  /** The hash that the previous version stored, of the body's text. */
  readonly formerRequestHash?: Buffer;
}

/**
 * What is known of a request. `mine`: new, or its first attempt died before it did anything, so do the work. `done`: return this
 * result. `running`: its first attempt is still at work. `other`: the value was used for another request.
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

/** Releases a claim early. By then the server has noticed a lost connection and ended its statement. */
const EARLY_LEASE_END = "LEAST(lease_until, UTC_TIMESTAMP(3) + INTERVAL 5 SECOND)";
/** Hours that a result is kept. The contract promises 24; a second day costs little. */
export const KEPT_HOURS = 48;
const CLEAN_LIMIT = 5000;
/**
 * Nodes of a Galera cluster do not see each other's locks: if two claim a request at the same moment, the later one gets a
 * deadlock. Do not retry a lock wait timeout: it has waited long enough.
 */
const CONFLICT_RETRY = {
  attempts: 4,
  firstPauseMs: 20,
  isRetryable: (error: unknown) => isLockNotHad(error) && !isLockWaitOver(error),
} as const;

/**
 * Remembers requests that were made with an Idempotency-Key. API key ids are unique across customers, so a request is found by
 * its key; the scope limits the batches that may answer it.
 */
export function createIdempotencyStore(db: Knex, scope: CustomerScope) {
  const { sql: isInScope, bindings } = scopeCondition(scope, "b.customer");

  async function insert({ keyId, valueHash, requestHash }: ClaimedRequest): Promise<number | undefined> {
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

  async function find({ keyId, valueHash }: ClaimedRequest): Promise<ClaimRow | undefined> {
    const [row] = await queryRows<ClaimRow>(
      db,
      `SELECT i.id AS id, i.request_hash AS request_hash, i.batch_id AS batch_id, b.state AS batch_state,
              i.lease_until >= UTC_TIMESTAMP(3) AS is_leased
       FROM dearchive_idempotency AS i LEFT JOIN dearchive_batches AS b ON b.id = i.batch_id AND ${isInScope}
       WHERE i.key_id = ? AND i.value_hash = ?`,
      [...bindings, keyId, valueHash],
    );
    return row;
  }

  /** Takes over a request whose first attempt died; only one of several instances succeeds. */
  async function takeOver({ id, batch_id }: ClaimRow): Promise<IdempotencyClaim> {
    const taken = await db("dearchive_idempotency")
      .where({ id, batch_id })
      .whereRaw("(lease_until < UTC_TIMESTAMP(3) OR batch_id IS NOT NULL)")
      .update({ batch_id: null, lease_until: db.raw(LEASE_END) });
    return taken > 0 ? { state: "mine", id } : { state: "running" };
  }

  async function claimOnce(request: ClaimedRequest): Promise<IdempotencyClaim> {
    const id = await insert(request);
    if (id !== undefined) return { state: "mine", id };
    const row = await find(request);
    // Released in between: the first attempt was refused, and the caller may try again.
    if (!row) return { state: "running" };
    const hashes = [request.requestHash, ...(request.formerRequestHash ? [request.formerRequestHash] : [])];
    if (!hashes.some((hash) => row.request_hash.equals(hash))) return { state: "other" };
    if (row.batch_id !== null && row.batch_state === "done") {
      return { state: "done", result: await readBatchResult(db, scope, row.batch_id) };
    }
    const isAtWork = row.batch_id === null ? row.is_leased === 1 : row.batch_state === "open";
    return isAtWork ? { state: "running" } : takeOver(row);
  }

  return {
    /** Claims a request for this instance, or returns its state. */
    async claim(request: ClaimedRequest): Promise<IdempotencyClaim> {
      try {
        return await retry(CONFLICT_RETRY, () => claimOnce(request));
      } catch (error) {
        // Another instance holds the row, so it is handling this request. Without a row, the conflict concerns the table.
        if (isLockNotHad(error) && (await find(request))) return { state: "running" };
        throw error;
      }
    },

    /** Keeps a request from being taken over while it is handled. */
    async renew(id: number): Promise<void> {
      await db("dearchive_idempotency")
        .where({ id })
        .update({ lease_until: db.raw(LEASE_END) });
    },

    /** Lets a retry take over soon: this instance cannot know whether the move was committed. */
    async expireSoon(id: number): Promise<void> {
      await db("dearchive_idempotency")
        .where({ id })
        .update({ lease_until: db.raw(EARLY_LEASE_END) });
    },

    /**
     * Deletes a request that was refused: refusals are not replayed.
     *
     * @returns false if a batch is recorded for it, so that the request was not refused after all
     */
    async release(id: number): Promise<boolean> {
      return (await db("dearchive_idempotency").where({ id, batch_id: null }).delete()) > 0;
    },

    /** Returns the result of a request that any instance has finished. */
    async resultOf(request: ClaimedRequest): Promise<MoveResult | undefined> {
      const row = await find(request);
      return row?.batch_id && row.batch_state === "done"
        ? readBatchResult(db, scope, row.batch_id)
        : undefined;
    },

    /** Deletes expired results. Index: created_at. */
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
