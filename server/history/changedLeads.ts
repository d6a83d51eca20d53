import type { Knex } from "knex";
import * as yup from "yup";
import { type CustomerScope, scopeCondition } from "../db/customerScope.ts";
import type { LeadChangeRow } from "../db/ownTables.ts";
import { affectedRows, queryRows, rowList } from "../db/sql.ts";
import type { ChangedLead, ColumnChange } from "../leads/changes/changedLead.ts";

/** What a batch changed in a lead, or was going to. */
export interface RecordedChange extends ChangedLead {
  readonly batchId: number;
  /** False if another session had changed the lead, or the batch did not move it. */
  readonly isDone: boolean;
}

const valueSchema = yup
  .object({ text: yup.string().nullable().defined(), hex: yup.string(), mark: yup.string() })
  .required();
const columnsSchema = yup
  .array(yup.object({ column: yup.string().required(), before: valueSchema, after: valueSchema }))
  .strict()
  .required();

/** Leaves out absent fields, which yup sets to undefined. */
function toValue({ text, hex, mark }: yup.InferType<typeof valueSchema>): ColumnChange["before"] {
  return { text, ...(hex !== undefined && { hex }), ...(mark !== undefined && { mark }) };
}

function toRecordedChange({ batch_id, lead_id, is_done, columns }: LeadChangeRow): RecordedChange {
  return {
    batchId: batch_id,
    leadId: lead_id,
    isDone: is_done === 1,
    columns: columnsSchema.validateSync(JSON.parse(columns)).map(({ column, before, after }) => ({
      column,
      before: toValue(before),
      after: toValue(after),
    })),
  };
}

/** Stores what batches change in leads besides moving them. */
export function createChangedLeads(db: Knex, scope: CustomerScope) {
  const { sql: isTheirs, bindings } = scopeCondition(scope, "batch.customer");

  async function read(sql: string, values: readonly (number | readonly number[])[]) {
    const rows = await queryRows<LeadChangeRow>(
      db,
      `SELECT changed.* FROM dearchive_lead_changes AS changed
       JOIN dearchive_batches AS batch ON batch.id = changed.batch_id WHERE ${sql} AND ${isTheirs}`,
      [...values, ...bindings],
    );
    return rows.map(toRecordedChange);
  }

  /** Returns what batches changed in leads. Index: the primary key, for each lead of each batch. */
  async function of(
    leadIds: readonly number[],
    batchIds: readonly number[],
  ): Promise<readonly RecordedChange[]> {
    if (leadIds.length === 0 || batchIds.length === 0) return [];
    return read("changed.lead_id IN (?) AND changed.batch_id IN (?)", [leadIds, batchIds]);
  }

  return {
    async write(batchId: number, leads: readonly ChangedLead[], done: ReadonlySet<number>): Promise<void> {
      if (leads.length === 0) return;
      const rows = leads.map(({ leadId, columns }) => [
        batchId,
        leadId,
        Number(done.has(leadId)),
        JSON.stringify(columns),
      ]);
      await db.raw("INSERT INTO dearchive_lead_changes (batch_id, lead_id, is_done, columns) VALUES ?", [
        rowList(rows),
      ]);
    },

    /** Records that leads have the new values. Index: the primary key. */
    async noteDone(batchId: number, leadIds: readonly number[]): Promise<void> {
      if (leadIds.length === 0) return;
      await affectedRows(
        db,
        "UPDATE dearchive_lead_changes SET is_done = 1 WHERE batch_id = ? AND lead_id IN (?)",
        [batchId, leadIds],
      );
    },

    /** Index: the primary key. */
    ofBatch: (batchId: number): Promise<readonly RecordedChange[]> => read("changed.batch_id = ?", [batchId]),

    of,

    /** Returns what the batches of some leads changed in them. Index: the primary key. */
    async byLead(
      leads: readonly { readonly leadId: number; readonly batchId: number | null }[],
    ): Promise<ReadonlyMap<number, RecordedChange>> {
      const moved = leads.flatMap(({ leadId, batchId }) => (batchId === null ? [] : [{ leadId, batchId }]));
      const ids = moved.map(({ leadId }) => leadId);
      const found = await of(ids, [...new Set(moved.map(({ batchId }) => batchId))]);
      return new Map(found.map((change) => [change.leadId, change]));
    },

    /** Whether a batch changed any lead. Index: the primary key. */
    async hasAny(batchId: number): Promise<boolean> {
      const rows = await queryRows(
        db,
        "SELECT 1 FROM dearchive_lead_changes WHERE batch_id = ? AND is_done = 1 LIMIT 1",
        [batchId],
      );
      return rows.length > 0;
    },

    /**
     * Counts the leads that the batches of a run changed, and those that it was going to change. Index: (run_id, part) of
     * dearchive_run_batches, then the primary key.
     */
    async countOfRun(runId: number): Promise<{ readonly done: number; readonly planned: number }> {
      const [row] = await queryRows<{ done: number | string | null; planned: number }>(
        db,
        `SELECT SUM(changed.is_done) AS done, COUNT(*) AS planned FROM dearchive_run_batches AS link
         JOIN dearchive_batches AS batch ON batch.id = link.batch_id
         JOIN dearchive_lead_changes AS changed ON changed.batch_id = link.batch_id
         JOIN dearchive_batch_leads AS moved ON moved.lead_id = changed.lead_id AND moved.batch_id = changed.batch_id
         WHERE link.run_id = ? AND moved.outcome = 'moved' AND ${isTheirs}`,
        [runId, ...bindings],
      );
      return { done: Number(row?.done ?? 0), planned: row?.planned ?? 0 };
    },
  };
}

export type ChangedLeads = ReturnType<typeof createChangedLeads>;
