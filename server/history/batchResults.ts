import type { Knex } from "knex";
import * as yup from "yup";
import type { BatchLeadRow } from "../db/tables.ts";
import type { BatchEnding } from "../leads/journal.ts";
import type { LeadResult, MoveResult, Outcome } from "../leads/outcome.ts";

const differencesSchema = yup
  .array(
    yup.object({
      column: yup.string().required(),
      source: yup.string().nullable().defined(),
      target: yup.string().nullable().defined(),
    }),
  )
  .strict()
  .required();

function toLeadResult(row: BatchLeadRow): LeadResult {
  return {
    leadId: row.lead_id,
    outcome: row.outcome as Outcome,
    differences: row.differences === null ? [] : differencesSchema.validateSync(JSON.parse(row.differences)),
  };
}

/** The result of a finished batch, as it was first told. Indexes: both primary keys. */
export async function readBatchResult(db: Knex, batchId: number): Promise<MoveResult> {
  const batch = await db("dearchive_batches").where({ id: batchId }).first();
  const leads = await db("dearchive_batch_leads").where({ batch_id: batchId }).orderBy("lead_id");
  return {
    selectCount: batch?.select_count ?? 0,
    insertCount: batch?.insert_count ?? 0,
    updateCount: batch?.update_count ?? 0,
    deleteCount: batch?.delete_count ?? 0,
    leads: leads.map(toLeadResult),
  };
}

/** How a batch was ended; undefined while it is open. Index: primary key. */
export async function readBatchEnding(db: Knex, batchId: number): Promise<BatchEnding | undefined> {
  const batch = await db("dearchive_batches").where({ id: batchId }).first();
  if (batch?.state === "done") return { result: await readBatchResult(db, batchId) };
  return batch?.state === "failed" ? { errorCode: batch.error_code ?? "" } : undefined;
}
