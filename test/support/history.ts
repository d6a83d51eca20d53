import type { MoveResult, Outcome } from "../../server/leads/move/outcome.ts";
import type { TestDatabase } from "./database.ts";

export type BatchCounts = Omit<MoveResult, "leads">;

/** A lead's recorded outcome, with the columns that differ. */
export interface RecordedLead {
  readonly leadId: number;
  readonly outcome: Outcome;
  readonly columns: readonly string[];
}

export interface RecordedBatch {
  readonly id: number;
  readonly state: string;
  readonly errorCode: string | null;
  readonly counts: BatchCounts;
  readonly leads: readonly RecordedLead[];
}

function columnsIn(differences: string | null): readonly string[] {
  const cells = JSON.parse(differences ?? "[]") as { column: string }[];
  return cells.map(({ column }) => column).sort();
}

/** Returns every batch of the history with its leads, oldest first. */
export async function recordedBatches(database: TestDatabase): Promise<readonly RecordedBatch[]> {
  const batches = await database.root("dearchive_batches").orderBy("id");
  const leads = await database.root("dearchive_batch_leads").orderBy(["batch_id", "lead_id"]);
  return batches.map((batch) => ({
    id: batch.id,
    state: batch.state,
    errorCode: batch.error_code,
    counts: {
      selectCount: batch.select_count,
      insertCount: batch.insert_count,
      updateCount: batch.update_count,
      deleteCount: batch.delete_count,
    },
    leads: leads
      .filter((lead) => lead.batch_id === batch.id)
      .map((lead) => ({
        leadId: lead.lead_id,
        outcome: lead.outcome as Outcome,
        columns: columnsIn(lead.differences),
      })),
  }));
}
