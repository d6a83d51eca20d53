/** A named lead as the move found it. */
export interface FoundLead {
  readonly leadId: number;
  /** Whether the target already had it too. */
  readonly inTarget: boolean;
}

/** Returns the leads that were only in the source when they were found. */
export function absentOf(found: readonly FoundLead[]): readonly number[] {
  return found.filter((lead) => !lead.inTarget).map((lead) => lead.leadId);
}

/** Returns the leads that were in both tables when they were found. */
export function presentIn(found: readonly FoundLead[]): readonly number[] {
  return found.filter((lead) => lead.inTarget).map((lead) => lead.leadId);
}

/** A column in which the two rows of a lead differ. */
export interface Difference {
  readonly column: string;
  readonly source: string | null;
  readonly target: string | null;
}

/** A named lead that is still in the source after the move. */
export interface LeftoverLead {
  readonly leadId: number;
  readonly inTarget: boolean;
  readonly differences: readonly Difference[];
}

export interface MoveFlags {
  readonly insert: boolean;
  readonly update: boolean;
  readonly delete: boolean;
}

/**
 * Outcome of a move for one lead:
 * - `moved`: now only in the target.
 * - `inserted`: in both tables; deleting was not requested.
 * - `updated`: the target row got the source's data; deleting was not requested.
 * - `deleted`: the target already had the equal row.
 * - `kept_differs`: in both tables, with different data.
 * - `kept_not_in_target`: inserting was not requested.
 * - `counted`: no requested operation applies.
 */
export const OUTCOMES = [
  "moved",
  "inserted",
  "updated",
  "deleted",
  "kept_differs",
  "kept_not_in_target",
  "counted",
] as const;
export type Outcome = (typeof OUTCOMES)[number];

export function isOutcome(name: string): name is Outcome {
  return OUTCOMES.some((outcome) => outcome === name);
}

export interface LeadResult {
  readonly leadId: number;
  readonly outcome: Outcome;
  readonly differences: readonly Difference[];
}

export interface MoveResult {
  readonly selectCount: number;
  readonly insertCount: number;
  readonly updateCount: number;
  readonly deleteCount: number;
  readonly leads: readonly LeadResult[];
}

function whenKept(flags: MoveFlags, before: FoundLead): Outcome {
  if (!before.inTarget) return flags.insert ? "inserted" : "counted";
  return flags.update ? "updated" : "counted";
}

function whenGone(flags: MoveFlags, before: FoundLead): Outcome {
  return before.inTarget && !flags.update ? "deleted" : "moved";
}

function resultOf(flags: MoveFlags, before: FoundLead, leftover: LeftoverLead | undefined): LeadResult {
  const { leadId } = before;
  if (!flags.delete)
    return leftover && leftover.differences.length > 0
      ? { leadId, outcome: "kept_differs", differences: leftover.differences }
      : { leadId, outcome: whenKept(flags, before), differences: [] };
  if (!leftover) return { leadId, outcome: whenGone(flags, before), differences: [] };
  if (!leftover.inTarget) return { leadId, outcome: "kept_not_in_target", differences: [] };
  return { leadId, outcome: "kept_differs", differences: leftover.differences };
}

/**
 * Builds the result of a move from the leads' states before and after it. It compares states instead of counting affected rows,
 * so the result is the same after another instance finishes an interrupted move.
 *
 * @param leftovers the named leads still in the source, if deleting was requested; else the leads that were written to the target
 *   and differ there
 */
export function toMoveResult(
  flags: MoveFlags,
  found: readonly FoundLead[],
  leftovers: readonly LeftoverLead[],
): MoveResult {
  const left = new Map(leftovers.map((lead) => [lead.leadId, lead]));
  const duplicates = found.filter((lead) => lead.inTarget).length;
  return {
    selectCount: found.length,
    insertCount: flags.insert ? found.length - duplicates : 0,
    updateCount: flags.update ? duplicates : 0,
    deleteCount: flags.delete ? found.length - left.size : 0,
    leads: found.map((lead) => resultOf(flags, lead, left.get(lead.leadId))),
  };
}
