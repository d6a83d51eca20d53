import type { Knex } from "knex";
import * as yup from "yup";
import { type CustomerScope, inScope } from "../db/customerScope.ts";
import type { BatchLeadRow } from "../db/ownTables.ts";
import type { BatchEnding } from "../leads/move/journal.ts";
import type { LeadResult, MoveResult, Outcome } from "../leads/move/outcome.ts";
import { fromLeadsText } from "./batchRow.ts";

/** Repeats the list, because history imports only types of `leads`. A record, so that the compiler reports a missing outcome. */
const OUTCOMES: Readonly<Record<Outcome, true>> = {
  moved: true,
  inserted: true,
  updated: true,
  deleted: true,
  kept_differs: true,
  kept_not_in_target: true,
  counted: true,
};

function isOutcome(text: string): text is Outcome {
  return Object.hasOwn(OUTCOMES, text);
}

function toOutcome(text: string): Outcome {
  if (!isOutcome(text)) throw new TypeError(`a lead's outcome is not one of ours: ${text}`);
  return text;
}

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

export function toLeadResult(row: BatchLeadRow): LeadResult {
  return {
    leadId: row.lead_id,
    outcome: toOutcome(row.outcome),
    differences: row.differences === null ? [] : differencesSchema.validateSync(JSON.parse(row.differences)),
  };
}

/** Returns the outcome of each lead of a batch by lead id. Index: primary key, one lookup per lead. */
async function readLeads(
  db: Knex,
  batchId: number,
  leadIds: readonly number[],
): Promise<readonly LeadResult[]> {
  const rows = await db("dearchive_batch_leads")
    .whereIn("lead_id", leadIds)
    .where({ batch_id: batchId })
    .orderBy("lead_id");
  return rows.map(toLeadResult);
}

/** Returns the result of a finished batch as first answered. Index: primary key. */
export async function readBatchResult(db: Knex, scope: CustomerScope, batchId: number): Promise<MoveResult> {
  const batch = await db("dearchive_batches")
    .where({ id: batchId, ...inScope(scope) })
    .first();
  const found = batch ? fromLeadsText(batch.leads) : [];
  return {
    selectCount: batch?.select_count ?? 0,
    insertCount: batch?.insert_count ?? 0,
    updateCount: batch?.update_count ?? 0,
    deleteCount: batch?.delete_count ?? 0,
    leads: await readLeads(
      db,
      batchId,
      found.map((lead) => lead.leadId),
    ),
  };
}

/** Returns how a batch ended; undefined while it is open. Index: primary key. */
export async function readBatchEnding(
  db: Knex,
  scope: CustomerScope,
  batchId: number,
): Promise<BatchEnding | undefined> {
  const batch = await db("dearchive_batches")
    .where({ id: batchId, ...inScope(scope) })
    .first();
  if (batch?.state === "done") return { result: await readBatchResult(db, scope, batchId) };
  return batch?.state === "failed" ? { errorCode: batch.error_code ?? "" } : undefined;
}
