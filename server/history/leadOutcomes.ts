import type { Knex } from "knex";
import { type CustomerScope, inScope } from "../db/customerScope.ts";
import type { LeadResult } from "../leads/move/outcome.ts";
import { readBatchResult, toLeadResult } from "./batchResults.ts";

/** Reads outcomes of leads. */
export function createLeadOutcomes(db: Knex, scope: CustomerScope) {
  return {
    /** Returns every lead of a batch by id; empty while the batch is open. A batch has at most MAX_LEAD_LIMIT leads. */
    async ofBatch(batchId: number): Promise<readonly LeadResult[]> {
      return (await readBatchResult(db, scope, batchId)).leads;
    },

    /** Returns the outcome of one lead by batch id. Index: primary key. */
    async ofLead(leadId: number, batchIds: readonly number[]): Promise<ReadonlyMap<number, LeadResult>> {
      const theirs = db("dearchive_batches").select("id").whereIn("id", batchIds).where(inScope(scope));
      const rows = await db("dearchive_batch_leads").where({ lead_id: leadId }).whereIn("batch_id", theirs);
      return new Map(rows.map((row) => [row.batch_id, toLeadResult(row)]));
    },
  };
}

export type LeadOutcomes = ReturnType<typeof createLeadOutcomes>;
