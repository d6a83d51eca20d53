import type { Knex } from "knex";
import { type CustomerScope, inScope } from "../db/customerScope.ts";
import type { LeadResult } from "../leads/move/outcome.ts";
import { readBatchResult, toLeadResult } from "./batchResults.ts";

/** Reads what became of leads. */
export function createLeadOutcomes(db: Knex, scope: CustomerScope) {
  return {
    /** Every lead of a batch, by id; none while the batch is open. A batch is no larger than a call may be. */
    async ofBatch(batchId: number): Promise<readonly LeadResult[]> {
      return (await readBatchResult(db, scope, batchId)).leads;
    },

    /** What became of one lead in each of some batches, by the batch's id. Index: the primary key. */
    async ofLead(leadId: number, batchIds: readonly number[]): Promise<ReadonlyMap<number, LeadResult>> {
      const theirs = db("dearchive_batches").select("id").whereIn("id", batchIds).where(inScope(scope));
      const rows = await db("dearchive_batch_leads").where({ lead_id: leadId }).whereIn("batch_id", theirs);
      return new Map(rows.map((row) => [row.batch_id, toLeadResult(row)]));
    },
  };
}

export type LeadOutcomes = ReturnType<typeof createLeadOutcomes>;
