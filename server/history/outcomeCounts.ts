import type { BatchRow } from "../db/ownTables.ts";
import type { Outcome } from "../leads/move/outcome.ts";

/** The leads of a batch by outcome; they sum to its leads. */
export type OutcomeCounts = Readonly<Partial<Record<Outcome, number>>>;

/** The columns of a batch that its counts come from. */
export const COUNTED_COLUMNS = [
  "update_leads",
  "delete_leads",
  "select_count",
  "insert_count",
  "update_count",
  "delete_count",
  "outcome_counts",
] as const satisfies readonly (keyof BatchRow)[];
export type CountedBatch = Pick<BatchRow, (typeof COUNTED_COLUMNS)[number]>;

/** Derives the counts of a row from before they were stored. They sum to its leads as well. */
function derivedCounts(row: CountedBatch): OutcomeCounts {
  const { select_count: all, insert_count: inserted, update_count: updated, delete_count: gone } = row;
  if (row.delete_leads === 0) return { inserted, updated, counted: Math.max(0, all - inserted - updated) };
  const moved = Math.min(gone, inserted + (row.update_leads === 1 ? updated : 0));
  return { moved, deleted: gone - moved, kept_differs: all - gone };
}

/** Returns the outcome counts of a done batch. */
export function outcomeCountsOf(row: CountedBatch): OutcomeCounts {
  return row.outcome_counts === null ? derivedCounts(row) : (JSON.parse(row.outcome_counts) as OutcomeCounts);
}
