import type { DirectionName } from "../leads/tables/direction.ts";
import { phrase } from "../lib/phrase.ts";
import { combinationsOf, type LeadWarning, type Tally } from "./leadWarnings.ts";
import { outcomesInOrder, type RunCounts, type RunOutcome } from "./runOutcome.ts";

/**
 * The columns of every list and preview, in display order. `moved`: restored, or archived. `there`: was in the target table
 * before. `kept`: something prevents the move. `skipped`: left out on purpose. `missing`: not found. Each lead is in one column.
 */
export const COUNT_COLUMNS = ["moved", "there", "kept", "skipped", "missing"] as const;
export type CountColumn = (typeof COUNT_COLUMNS)[number];
export type LeadCounts = Readonly<Record<CountColumn, number>>;

/** The names of the columns on pages, in files and on the command line. */
export const COLUMN_LABELS: Readonly<Record<DirectionName, Readonly<Record<CountColumn, string>>>> = {
  dearchive: {
    moved: phrase("Restored"),
    there: phrase("Already live"),
    kept: phrase("Kept in archive"),
    skipped: phrase("Skipped"),
    missing: phrase("Not found"),
  },
  archive: {
    moved: phrase("Archived"),
    there: phrase("Already archived"),
    kept: phrase("Kept live"),
    skipped: phrase("Skipped"),
    missing: phrase("Not found"),
  },
};

const NOTHING: LeadCounts = { moved: 0, there: 0, kept: 0, skipped: 0, missing: 0 };

const COLUMNS: Readonly<Record<RunOutcome, CountColumn>> = {
  moved: "moved",
  inserted: "moved",
  updated: "there",
  deleted: "there",
  kept_differs: "kept",
  kept_not_in_target: "kept",
  counted: "kept",
  refused: "kept",
  left_out: "skipped",
  already_live: "there",
  already_archived: "there",
  not_found: "missing",
};

/** The column of an outcome. A duplicate whose live copy was deleted left the live table, so it counts as archived. Pure. */
export function columnOf(outcome: RunOutcome, direction: DirectionName): CountColumn {
  return outcome === "deleted" && direction === "archive" ? "moved" : COLUMNS[outcome];
}

/** Whether another run may move a lead with this outcome. Pure. */
export function isLeftBehind(outcome: RunOutcome, direction: DirectionName): boolean {
  const column = columnOf(outcome, direction);
  return column === "kept" || column === "skipped";
}

/** Counts handled leads by column. The columns sum to their number. Pure. */
export function countLeads(counts: RunCounts, direction: DirectionName): LeadCounts {
  const sums: Record<CountColumn, number> = { ...NOTHING };
  for (const { outcome, count } of outcomesInOrder(counts)) sums[columnOf(outcome, direction)] += count;
  return sums;
}

/** Leads that an undo moved back: they left the table that they had been moved to. Pure. */
export function movedBack({ moved = 0, deleted = 0 }: RunCounts): number {
  return moved + deleted;
}

/** Warnings of leads that are not in the source table, so no setting changes their column. */
const ELSEWHERE: readonly (readonly [LeadWarning, CountColumn])[] = [
  ["missing", "missing"],
  ["live", "there"],
  ["archived", "there"],
  ["back", "there"],
];
/** Whether a lead with these warnings is not in the source table. Pure. */
export function isElsewhere(warnings: readonly LeadWarning[]): boolean {
  return ELSEWHERE.some(([warning]) => warnings.includes(warning));
}

const PREVENTING: readonly LeadWarning[] = ["refused", "differs"];

/** Predicts the column of a lead from its warnings, in the order in which a run tests them. Pure. */
export function predictColumn(warnings: readonly LeadWarning[], skip: ReadonlySet<LeadWarning>): CountColumn {
  const elsewhere = ELSEWHERE.find(([warning]) => warnings.includes(warning));
  if (elsewhere) return elsewhere[1];
  if (warnings.some((warning) => skip.has(warning) || warning === "on_call")) return "skipped";
  if (PREVENTING.some((warning) => warnings.includes(warning))) return "kept";
  return warnings.includes("equal") ? "there" : "moved";
}

/** Predicts the columns of a checked run. They sum to the number of checked leads. Pure. */
export function predictLeads(tally: Tally, skip: ReadonlySet<LeadWarning>): LeadCounts {
  const sums: Record<CountColumn, number> = { ...NOTHING };
  for (const { warnings, leads } of combinationsOf(tally)) sums[predictColumn(warnings, skip)] += leads;
  return sums;
}

/** Counts of a run or batch in which undone moves no longer count as moved. */
export interface NetCounts extends LeadCounts {
  /** Moved by this run or batch, and moved back since. */
  readonly undone: number;
  /** Not handled: the run has not reached them, or ended before. */
  readonly untouched: number;
  readonly total: number;
}

/** Adds what was undone and what was not handled, so that all parts sum to `total`. Pure. */
export function netCounts(
  counts: LeadCounts,
  { total, undone }: { readonly total: number; readonly undone: number },
): NetCounts {
  const handled = COUNT_COLUMNS.reduce((sum, column) => sum + counts[column], 0);
  const back = Math.min(undone, counts.moved);
  const whole = Math.max(total, handled);
  return { ...counts, moved: counts.moved - back, undone: back, untouched: whole - handled, total: whole };
}

/** How much of a run or batch was undone. Pure. */
export function undoneLevel({
  undone,
  moved,
}: Pick<NetCounts, "undone" | "moved">): "none" | "partly" | "whole" {
  if (undone === 0) return "none";
  return moved === 0 ? "whole" : "partly";
}
