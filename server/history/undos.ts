import type { Knex } from "knex";
import { type CustomerScope, scopeCondition } from "../db/customerScope.ts";
import { queryRows } from "../db/sql.ts";

/** A batch that took another one back, or tries to. */
export interface Undo {
  readonly batchId: number;
  readonly user: string;
  /** Leads that it was about. */
  readonly leads: number;
}

/** Leads that one query asks for. */
const SLICE = 500;

/** Reads which batches took others back. The rows are written with the batch itself. */
export function createUndos(db: Knex, scope: CustomerScope) {
  const { sql: isTheirs, bindings } = scopeCondition(scope, "batch.customer");

  return {
    /** The batches that took this one back, the oldest first; those that were given up changed nothing. Index: (batch_id, undone_by). */
    async undoneBy(batchId: number): Promise<readonly Undo[]> {
      return queryRows<Undo>(
        db,
        `SELECT batch.id AS batchId, batch.vicidial_user AS user, batch.select_count AS leads
         FROM dearchive_undos AS link JOIN dearchive_batches AS batch ON batch.id = link.undone_by
         WHERE link.batch_id = ? AND batch.state <> 'failed' AND ${isTheirs} ORDER BY batch.id`,
        [batchId, ...bindings],
      );
    },

    /** The batch that this one takes back. Index: the primary key. */
    async undoOf(batchId: number): Promise<number | undefined> {
      const [row] = await queryRows<{ id: number }>(
        db,
        `SELECT batch.id AS id FROM dearchive_undos AS link JOIN dearchive_batches AS batch ON batch.id = link.batch_id
         WHERE link.undone_by = ? AND ${isTheirs}`,
        [batchId, ...bindings],
      );
      return row?.id;
    },

    /** The last batch after this one that changed something about each of the leads, if any did. Index: (lead_id, batch_id). */
    async laterBatches(leadIds: readonly number[], batchId: number): Promise<ReadonlyMap<number, number>> {
      const later = new Map<number, number>();
      for (let start = 0; start < leadIds.length; start += SLICE) {
        const rows = await queryRows<{ leadId: number; batchId: number }>(
          db,
          `SELECT moved.lead_id AS leadId, MAX(moved.batch_id) AS batchId
           FROM dearchive_batch_leads AS moved JOIN dearchive_batches AS batch ON batch.id = moved.batch_id
           WHERE moved.lead_id IN (?) AND moved.batch_id > ? AND ${isTheirs}
             AND moved.outcome IN ('moved', 'inserted', 'updated', 'deleted')
           GROUP BY moved.lead_id`,
          [leadIds.slice(start, start + SLICE), batchId, ...bindings],
        );
        for (const row of rows) later.set(row.leadId, row.batchId);
      }
      return later;
    },
  };
}

export type Undos = ReturnType<typeof createUndos>;
