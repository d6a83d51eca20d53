import type { Knex } from "knex";
import * as yup from "yup";
import { type CustomerScope, inScope } from "../db/customerScope.ts";
import { LEASE_END, NOW } from "../db/lease.ts";
import type { BatchRow } from "../db/ownTables.ts";
import { all, built, ifChanged, map, query, type Script, send } from "../db/script.ts";
import { rawSql } from "../db/sql.ts";
import { BEGIN, COMMIT, onConnection } from "../db/transaction.ts";
import type { MoveJournal, OpenBatch, OpenJournal, StartedMove } from "../leads/move/journal.ts";
import type { DirectionName } from "../leads/tables/direction.ts";
import { readBatchEnding } from "./batchResults.ts";
import { batchColumns, fromLeadsText, groupColumns, insertLeads, resultColumns } from "./batchRow.ts";
import { createChangedLeads } from "./changedLeads.ts";
import { readable } from "./readTolerantly.ts";

/** Marks an open batch whose journal cannot be read, so that nobody can finish it. */
const UNREADABLE = "journal_unreadable";

/** The id of the batch that the same connection inserted last. No other table in a script has an automatic id. */
const NEW_BATCH = "LAST_INSERT_ID()";

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
  const changed = createChangedLeads(db, scope);

  /** Inserts a new batch with its links to its request, its run and the batch that it undoes; returns its id. */
  function insertBatch(started: StartedMove, columns: Readonly<Record<string, unknown>>): Script<number> {
    const { idempotencyId, undoOf, run, noteBatch } = started.actor;
    const id = db.raw(NEW_BATCH);
    const links = [
      idempotencyId !== undefined &&
        db("dearchive_idempotency").where({ id: idempotencyId }).update({ batch_id: id }),
      undoOf !== undefined && db("dearchive_undos").insert({ undone_by: id, batch_id: undoOf }),
      run !== undefined &&
        db("dearchive_run_batches").insert({ batch_id: id, run_id: run.id, part: run.part }),
    ];
    const row = { ...batchColumns(started), ...groupColumns(db, started.actor), ...columns };
    const script = all(
      built(db("dearchive_batches").insert(row)),
      all(...links.flatMap((link) => (link ? [built(link)] : []))),
      query<{ id: number }>(`SELECT ${NEW_BATCH} AS id`),
    );
    return map(script, ([, , [{ id: batchId } = { id: 0 }]]) => {
      noteBatch?.(batchId);
      return batchId;
    });
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
      const script = insertBatch(started, {
        state: "open",
        lease_owner: owner,
        lease_until: db.raw(LEASE_END),
        started_at: db.raw(NOW),
      });
      // The batch and its links must be stored together or not at all.
      const [, batchId] = await onConnection(db, (connection) =>
        send(connection, all(BEGIN, script, COMMIT)),
      );
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

    close: (batchId, result) =>
      ifChanged(
        built(
          mine(batchId).update({
            ...resultColumns(result),
            state: "done",
            error_code: null,
            finished_at: db.raw(NOW),
          }),
        ),
        insertLeads(batchId, result.leads),
      ),

    async fail(batchId, errorCode) {
      await mine(batchId).update({
        state: "failed",
        error_code: errorCode,
        finished_at: db.raw(NOW),
      });
    },

    record(move, result) {
      const times = { started_at: db.raw(NOW), finished_at: db.raw(NOW) };
      return all(
        insertBatch(move, { ...resultColumns(result), ...times, state: "done" }),
        insertLeads(rawSql(NEW_BATCH), result.leads),
      );
    },

    writeChanges: (batchId, leads, done) => changed.write(batchId ?? rawSql(NEW_BATCH), leads, done),
    noteChanged: changed.noteDone,
    readChanges: changed.ofBatch,
    readChanged: async (batchId) => (await changed.ofBatch(batchId)).filter(({ isDone }) => isDone),
  };
}

/** Returns the journal for moves in a scope. */
export function journalFor(scope: CustomerScope): OpenJournal {
  return (connection, owner) => createBatchStore(connection, owner, scope);
}
