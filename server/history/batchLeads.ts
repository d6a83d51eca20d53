import type { Knex } from "knex";
import * as yup from "yup";
import { queryRows } from "../db/sql.ts";
import type { BatchLeadRow } from "../db/tables.ts";
import type { Difference, LeadResult, Outcome } from "../leads/outcome.ts";

/**
 * Everything that the history's readers ask of dearchive_batch_leads: the leads of one batch, and the batches of one
 * lead. Indexes: its primary key, and the one on (lead_id, batch_id).
 */

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

function toDifferences(text: string | null): readonly Difference[] {
  return text === null ? [] : differencesSchema.validateSync(JSON.parse(text));
}

function toLeadResult(row: BatchLeadRow): LeadResult {
  return {
    leadId: row.lead_id,
    outcome: row.outcome as Outcome,
    differences: toDifferences(row.differences),
  };
}

/** The batches of one lead, as a condition on a batch's id: bind the lead's id. */
export const IS_BATCH_OF_LEAD = "id IN (SELECT batch_id FROM dearchive_batch_leads WHERE lead_id = ?)";

/** Whether a batch, called `batch`, has a lead of some outcome: bind the outcome. */
export const HAS_OUTCOME =
  "EXISTS (SELECT 1 FROM dearchive_batch_leads AS leads WHERE leads.batch_id = batch.id AND leads.outcome = ?)";

export interface LeadsWanted {
  readonly outcome?: Outcome;
  /** Only leads of higher ids. */
  readonly after?: number;
  readonly limit: number;
}

/** Reads what became of leads. */
export function createBatchLeads(db: Knex) {
  return {
    /** The leads of a batch in the order of their ids. */
    async leadsOf(batchId: number, { outcome, after, limit }: LeadsWanted): Promise<readonly LeadResult[]> {
      const query = db("dearchive_batch_leads").where({ batch_id: batchId }).orderBy("lead_id").limit(limit);
      if (outcome !== undefined) query.where({ outcome });
      if (after !== undefined) query.where("lead_id", ">", after);
      return (await query).map(toLeadResult);
    },

    /** How many leads of a batch had each outcome. */
    async countOutcomes(batchId: number): Promise<ReadonlyMap<Outcome, number>> {
      const rows = await queryRows<{ outcome: Outcome; leads: number }>(
        db,
        "SELECT outcome, COUNT(*) AS leads FROM dearchive_batch_leads WHERE batch_id = ? GROUP BY outcome",
        [batchId],
      );
      return new Map(rows.map(({ outcome, leads }) => [outcome, leads]));
    },

    /** What became of a lead in each of some batches, by the batch's id. */
    async outcomesOf(leadId: number, batchIds: readonly number[]): Promise<ReadonlyMap<number, LeadResult>> {
      const rows: BatchLeadRow[] = await db("dearchive_batch_leads")
        .where({ lead_id: leadId })
        .whereIn("batch_id", batchIds);
      return new Map(rows.map((row) => [row.batch_id, toLeadResult(row)]));
    },
  };
}

export type BatchLeads = ReturnType<typeof createBatchLeads>;
