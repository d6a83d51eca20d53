import { OUTCOMES } from "../leads/move/outcome.ts";

/**
 * Every outcome of a lead of a run or a bulk list, in display order: the engine's, then those of leads that were never
 * part of a batch. `refused`: the target table rejects its data. `left_out`: skipped for a warning. `already_live`,
 * `already_archived`: only in the target table when its turn came. `not_found`: in neither table, or in a list that the
 * user may not access.
 */
export const RUN_OUTCOMES = [
  ...OUTCOMES,
  "refused",
  "left_out",
  "already_live",
  "already_archived",
  "not_found",
] as const;
export type RunOutcome = (typeof RUN_OUTCOMES)[number];
/** Without `left_out`: only runs skip leads. */
export type BulkOutcome = Exclude<RunOutcome, "left_out">;
export type RunCounts = Readonly<Partial<Record<RunOutcome, number>>>;

/** Outcomes after which a lead is in the target table only. */
export const IN_TARGET: ReadonlySet<RunOutcome> = new Set([
  "moved",
  "deleted",
  "already_live",
  "already_archived",
]);

export function addCounts(one: RunCounts, other: RunCounts): RunCounts {
  const sum: Partial<Record<RunOutcome, number>> = { ...one };
  for (const { outcome, count } of outcomesInOrder(other)) sum[outcome] = (sum[outcome] ?? 0) + count;
  return sum;
}

export function countOutcomes(results: readonly { readonly outcome: RunOutcome }[]): RunCounts {
  const counts: Partial<Record<RunOutcome, number>> = {};
  for (const { outcome } of results) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

export function totalOf(counts: RunCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** The outcomes that occurred, in display order. */
export function outcomesInOrder(
  counts: RunCounts,
): readonly { readonly outcome: RunOutcome; readonly count: number }[] {
  return RUN_OUTCOMES.flatMap((outcome) => {
    const count = counts[outcome] ?? 0;
    return count > 0 ? [{ outcome, count }] : [];
  });
}
