import type { Knex } from "knex";
import * as yup from "yup";
import { type CustomerScope, inScope } from "../db/customerScope.ts";
import { LEASE_END, NOW } from "../db/lease.ts";
import type { BatchRow } from "../db/ownTables.ts";
import { rowList } from "../db/sql.ts";
import { inTransaction } from "../db/transaction.ts";
import type { MoveJournal, OpenBatch, OpenJournal, StartedMove } from "../leads/move/journal.ts";
import type { LeadResult } from "../leads/move/outcome.ts";
import type { DirectionName } from "../leads/tables/direction.ts";
import { readBatchEnding } from "./batchResults.ts";
import { batchColumns, fromLeadsText, groupColumns, leadRow, resultColumns } from "./batchRow.ts";
import { createChangedLeads } from "./changedLeads.ts";
import { readable } from "./readTolerantly.ts";

/** Marks an open batch whose journal cannot be read, so that nobody can finish it. */
const UNREADABLE = "journal_unreadable";

const directionName = yup.string<DirectionName>().oneOf(["dearchive", "archive"]).required();

function toOpenBatch(row: BatchRow): OpenBatch {
  return {
    batchId: row.id,
    started: {
      direction: directionName.validateSync(row.direction),
      flags: {
        insert: row.insert_leads === 1,
        update: row.update_leads === 1,
        delete: row.delete_leads === 1,
      },
      actor: {
        customer: row.customer,
        keyId: row.key_id,
        vicidialUser: row.vicidial_user,
        requestId: row.request_id,
      },
      found: fromLeadsText(row.leads),
      ...(row.changes !== null && { changes: row.changes }),
    },
  };
}

/**
 * Stores batches and the outcomes of their leads.
 *
 * @param owner lease owner of the batches that are opened or taken over
 * @param scope whose abandoned batches are taken over: each customer's batches concern a Vicidial of its own
 */
export function createBatchStore(db: Knex, owner: string, scope: CustomerScope): MoveJournal {
  /** Only for batches that change their leads besides moving them. */
  const changedLeads = () => createChangedLeads(db, scope);

  /** Uses one statement for all rows: knex' builder would take longer than the insert itself. */
  async function insertLeads(batchId: number, leads: readonly LeadResult[]): Promise<void> {
    if (leads.length === 0) return;
    await db.raw("INSERT INTO dearchive_batch_leads (lead_id, batch_id, outcome, differences) VALUES ?", [
      rowList(leads.map((lead) => leadRow(batchId, lead))),
    ]);
  }

  /** Links a new batch to its request, its run and the batch that it undoes. */
  async function noteLinks(connection: Knex, { actor }: StartedMove, batchId: number): Promise<void> {
    const { idempotencyId, undoOf, run, noteBatch } = actor;
    noteBatch?.(batchId);
    if (idempotencyId !== undefined)
      await connection("dearchive_idempotency").where({ id: idempotencyId }).update({ batch_id: batchId });
    if (undoOf !== undefined)
      await connection("dearchive_undos").insert({ undone_by: batchId, batch_id: undoOf });
    if (run !== undefined)
      await connection("dearchive_run_batches").insert({ batch_id: batchId, run_id: run.id, part: run.part });
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
      const { idempotencyId, undoOf, run, noteBatch } = started.actor;
      if (idempotencyId === undefined && undoOf === undefined && run === undefined) {
        const [batchId = 0] = await db("dearchive_batches").insert(row);
        noteBatch?.(batchId);
        return { batchId, started };
      }
      return inTransaction(db, async (trx) => {
        const [batchId = 0] = await trx("dearchive_batches").insert(row);
        await noteLinks(trx, started, batchId);
        return { batchId, started };
      });
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

    async close(batchId, result) {
      const closed = await mine(batchId).update({
        ...resultColumns(result),
        state: "done",
        error_code: null,
        finished_at: db.raw(NOW),
      });
      if (closed > 0) await insertLeads(batchId, result.leads);
    },

    async fail(batchId, errorCode) {
      await mine(batchId).update({
        state: "failed",
        error_code: errorCode,
        finished_at: db.raw(NOW),
      });
    },

    async record(move, result) {
      const [id = 0] = await db("dearchive_batches").insert({
        ...batchColumns(move),
        ...groupColumns(db, move.actor),
        ...resultColumns(result),
        state: "done",
        started_at: db.raw(NOW),
        finished_at: db.raw(NOW),
      });
      await insertLeads(id, result.leads);
      await noteLinks(db, move, id);
      return id;
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
