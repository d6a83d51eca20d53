import type { Knex } from "knex";
import { type CustomerScope, inScope } from "../db/customerScope.ts";
import { isNullRefused } from "../db/databaseErrors.ts";
import { LEASE_END, NOW } from "../db/lease.ts";
import type { BatchRow } from "../db/ownTables.ts";
import { type Steps, sendTogether } from "../db/packets.ts";
import { rowList, type SqlText } from "../db/sql.ts";
import { inTransaction } from "../db/transaction.ts";
import type { Actor, MoveJournal, OpenJournal } from "../leads/move/journal.ts";
import type { LeadResult } from "../leads/move/outcome.ts";
import { readBatchEnding } from "./batchResults.ts";
import { batchColumns, groupColumns, leadRow, resultColumns, toOpenBatch } from "./batchRow.ts";
import { createChangedLeads } from "./changedLeads.ts";
import { readable } from "./readTolerantly.ts";

/** The id of the batch that the connection has inserted last. */
const NEW_BATCH: SqlText = { toSqlString: () => "LAST_INSERT_ID()" };

/** The id of a batch; NULL, which its column refuses, if the statement before it changed nothing. */
function idIfChanged(batchId: number): SqlText {
  return { toSqlString: () => `IF(ROW_COUNT() > 0, ${Number(batchId)}, NULL)` };
}

const nothing = async (): Promise<void> => undefined;

/** Marks an open batch whose journal cannot be read, so that nobody can finish it. */
const UNREADABLE = "journal_unreadable";

/**
 * Stores batches and the outcomes of their leads.
 *
 * @param owner lease owner of the batches that are opened or taken over
 * @param scope whose abandoned batches are taken over: each customer's batches concern a Vicidial of its own
 */
export function createBatchStore(db: Knex, owner: string, scope: CustomerScope): MoveJournal {
  /** Only for batches that change their leads besides moving them. */
  const changedLeads = () => createChangedLeads(db, scope);

  /**
   * Inserts the outcomes of a batch's leads. Uses one statement for all rows: knex' builder would take longer than the insert itself.
   *
   * @param first the batch's id for the first row, which may make the statement fail
   */
  async function insertLeads(
    connection: Knex,
    leads: readonly LeadResult[],
    batchId: number | SqlText,
    first: number | SqlText = batchId,
  ): Promise<void> {
    if (leads.length === 0) return;
    await connection.raw(
      "INSERT INTO dearchive_batch_leads (lead_id, batch_id, outcome, differences) VALUES ?",
      [rowList(leads.map((lead, n) => leadRow(n === 0 ? first : batchId, lead)))],
    );
  }

  /** Links a new batch, whose id is the last insert id, to its request, its run and the batch that it undoes. */
  function linkSteps(connection: Knex, { idempotencyId, undoOf, run }: Actor): Steps {
    const batch = connection.raw(NEW_BATCH.toSqlString());
    const requests = connection("dearchive_idempotency").where({ id: idempotencyId ?? 0 });
    const [undos, runs] = [connection("dearchive_undos"), connection("dearchive_run_batches")];
    return [
      ...(idempotencyId === undefined ? [] : [async () => requests.update({ batch_id: batch })]),
      ...(undoOf === undefined ? [] : [async () => undos.insert({ undone_by: batch, batch_id: undoOf })]),
      ...(run ? [async () => runs.insert({ batch_id: batch, run_id: run.id, part: run.part })] : []),
    ];
  }

  /** Inserts a batch, and what belongs to it, in one transaction; returns its id. */
  async function insertBatch(
    connection: Knex,
    row: Partial<BatchRow> | Record<string, unknown>,
    actor: Actor,
    ...others: Steps
  ): Promise<number> {
    const [[batchId = 0]] = await sendTogether(
      connection,
      async () => connection("dearchive_batches").insert(row),
      ...linkSteps(connection, actor),
      ...others,
    );
    actor.noteBatch?.(batchId);
    return batchId;
  }

  /** Selects the batch while it is open and leased to the owner. */
  function mine(batchId: number) {
    return db("dearchive_batches").where({ id: batchId, state: "open", lease_owner: owner });
  }

  /** Takes over the batch with the oldest expired lease, so that a batch that fails again does not block the others. */
  async function claim(): Promise<BatchRow | undefined> {
    const claimed = await db("dearchive_batches")
      .where({ state: "open", ...inScope(scope) })
      .whereRaw(`(lease_until IS NULL OR lease_until < ${NOW})`)
      .orderBy(["lease_until", "id"])
      .limit(1)
      .update({ lease_owner: owner, lease_until: db.raw(LEASE_END) });
    if (claimed === 0) return undefined;
    return db("dearchive_batches").where({ state: "open", lease_owner: owner }).first();
  }

  /** Uses the store on one connection, on which a statement may refer to the one before it. */
  function inStore<T>(work: (store: MoveJournal) => Promise<T>): Promise<T> {
    return inTransaction(db, (trx) => work(createBatchStore(trx, owner, scope)));
  }

  return {
    async open(started) {
      const row = {
        ...batchColumns(started),
        ...groupColumns(db, started.actor),
        state: "open",
        lease_owner: owner,
        lease_until: db.raw(LEASE_END),
        started_at: db.raw(NOW),
      };
      // One statement commits by itself; the batch and its links must be stored together or not at all.
      const { actor } = started;
      const isAlone = [actor.idempotencyId, actor.undoOf, actor.run].every((link) => link === undefined);
      const batchId = isAlone
        ? await insertBatch(db, row, actor)
        : await inTransaction(db, (trx) => insertBatch(trx, row, actor, async () => trx.raw("COMMIT")));
      return { batchId, started };
    },

    async renew(batchId) {
      return (await mine(batchId).update({ lease_until: db.raw(LEASE_END) })) > 0;
    },

    async claimAbandoned() {
      for (let row = await claim(); row; row = await claim()) {
        const batch = readable(() => toOpenBatch(row));
        if (batch) return batch;
        await mine(row.id).update({ error_code: UNREADABLE, lease_owner: null });
      }
      return undefined;
    },

    async note(batchId, errorCode) {
      await mine(batchId).update({ error_code: errorCode });
    },

    readEnding: (batchId) => readBatchEnding(db, scope, batchId),

    async close(batchId, result, end = nothing) {
      if (!db.isTransaction) return inStore((store) => store.close(batchId, result, end));
      const ending = { ...resultColumns(result), state: "done", error_code: null, finished_at: db.raw(NOW) };
      const closing = sendTogether(
        db,
        async () => mine(batchId).update(ending),
        () => insertLeads(db, result.leads, batchId, idIfChanged(batchId)),
        end,
      );
      await closing.catch(async (error: unknown) => {
        if (!isNullRefused(error)) throw error;
        await end();
      });
    },

    async fail(batchId, errorCode) {
      await mine(batchId).update({
        state: "failed",
        error_code: errorCode,
        finished_at: db.raw(NOW),
      });
    },

    async record(move, result, end = nothing) {
      if (!db.isTransaction) return inStore((store) => store.record(move, result, end));
      const row = {
        ...batchColumns(move),
        ...groupColumns(db, move.actor),
        ...resultColumns(result),
        state: "done",
        started_at: db.raw(NOW),
        finished_at: db.raw(NOW),
      };
      return insertBatch(db, row, move.actor, () => insertLeads(db, result.leads, NEW_BATCH), end);
    },

    writeChanges: (batchId, leads, done) => changedLeads().write(batchId, leads, done),
    noteChanged: (batchId, leadIds) => changedLeads().noteDone(batchId, leadIds),
    readChanges: (batchId) => changedLeads().ofBatch(batchId),
    readChanged: async (batchId) => (await changedLeads().ofBatch(batchId)).filter(({ isDone }) => isDone),
  };
}

/** Returns the journal for moves in a scope. */
export function journalFor(scope: CustomerScope): OpenJournal {
  return (connection, owner) => createBatchStore(connection, owner, scope);
}
