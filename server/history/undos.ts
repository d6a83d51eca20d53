import type { Knex } from "knex";
import { type CustomerScope, scopeCondition } from "../db/customerScope.ts";
import { queryRows } from "../db/sql.ts";

/** A batch that undid another batch, or tries to. */
export interface Undo {
  readonly batchId: number;
  readonly user: string;
  /** Number of leads that it moved back. */
  readonly leads: number;
}

/** Leads per query. */
const CHUNK = 500;

/** Reads which batches undid which. The links are written together with the batch. */
export function createUndos(db: Knex, scope: CustomerScope) {
  const { sql: isInScope, bindings } = scopeCondition(scope, "batch.customer");

  return {
    /** Returns the batches that undid this one, oldest first; failed ones changed nothing. Index: (batch_id, undone_by). */
    async undoneBy(batchId: number): Promise<readonly Undo[]> {
      return queryRows<Undo>(
        db,
        `SELECT batch.id AS batchId, batch.vicidial_user AS user, batch.delete_count AS leads
         FROM dearchive_undos AS link JOIN dearchive_batches AS batch ON batch.id = link.undone_by
         WHERE link.batch_id = ? AND batch.state <> 'failed' AND ${isInScope} ORDER BY batch.id`,
        [batchId, ...bindings],
      );
    },

    /** Returns the batch that this one undid. Index: primary key. */
    async undoOf(batchId: number): Promise<number | undefined> {
      const [row] = await queryRows<{ id: number }>(
        db,
        `SELECT batch.id AS id FROM dearchive_undos AS link JOIN dearchive_batches AS batch ON batch.id = link.batch_id
         WHERE link.undone_by = ? AND ${isInScope}`,
        [batchId, ...bindings],
      );
      return row?.id;
    },

    /** Returns how many leads of each batch were moved back; omits batches without undos. Index: (batch_id, undone_by). */
    async movedBack(batchIds: readonly number[]): Promise<ReadonlyMap<number, number>> {
      if (batchIds.length === 0) return new Map();
      const rows = await queryRows<{ batchId: number; leads: number | string }>(
        db,
        `SELECT link.batch_id AS batchId, SUM(batch.delete_count) AS leads
         FROM dearchive_undos AS link JOIN dearchive_batches AS batch ON batch.id = link.undone_by
         WHERE link.batch_id IN (?) AND batch.state = 'done' AND ${isInScope} GROUP BY link.batch_id`,
        [batchIds, ...bindings],
      );
      return new Map(rows.map(({ batchId, leads }) => [batchId, Number(leads)]));
    },

    /** Returns, by lead, the latest batch after this one that changed it. Index: (lead_id, batch_id). */
    async laterBatches(leadIds: readonly number[], batchId: number): Promise<ReadonlyMap<number, number>> {
      const later = new Map<number, number>();
      for (let start = 0; start < leadIds.length; start += CHUNK) {
        const rows = await queryRows<{ leadId: number; batchId: number }>(
          db,
          `SELECT moved.lead_id AS leadId, MAX(moved.batch_id) AS batchId
           FROM dearchive_batch_leads AS moved JOIN dearchive_batches AS batch ON batch.id = moved.batch_id
           WHERE moved.lead_id IN (?) AND moved.batch_id > ? AND ${isInScope}
             AND moved.outcome IN ('moved', 'inserted', 'updated', 'deleted')
           GROUP BY moved.lead_id`,
          [leadIds.slice(start, start + CHUNK), batchId, ...bindings],
        );
        for (const row of rows) later.set(row.leadId, row.batchId);
      }
      return later;
    },
  };
}

export type Undos = ReturnType<typeof createUndos>;
