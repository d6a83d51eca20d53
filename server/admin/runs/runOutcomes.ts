import { OUTCOMES } from "../../leads/move/outcome.ts";
import type { RunCounts, RunOutcome } from "../../runs/run.ts";

/** Every outcome in the order in which they are shown: what went well, what stayed, what there was nothing to do about. */
export const RUN_OUTCOMES: readonly RunOutcome[] = [
  ...OUTCOMES,
  "refused",
  "left_out",
  "already_live",
  "already_archived",
  "not_found",
];

/** Counts as a list, without outcomes that did not occur. Pure. */
export function outcomesInOrder(
  counts: RunCounts,
): readonly { readonly outcome: RunOutcome; readonly count: number }[] {
  return RUN_OUTCOMES.flatMap((outcome) => {
    const count = counts[outcome] ?? 0;
    return count > 0 ? [{ outcome, count }] : [];
  });
}
