import type { DirectionName } from "../../leads/tables/direction.ts";
import { type PageText, phrase } from "../../lib/phrase.ts";
import {
  COLUMN_LABELS,
  COUNT_COLUMNS,
  type CountColumn,
  type NetCounts,
  undoneLevel,
} from "../../runs/leadCounts.ts";
import { showCount } from "../history/batchView.ts";
import type { StateLabel } from "./runLabels.ts";

/** For lists of runs and batches in both directions. */
const BOTH_DIRECTIONS: Readonly<Record<CountColumn, string>> = {
  moved: phrase("Restored or archived"),
  there: phrase("Already there"),
  kept: phrase("Kept"),
  skipped: phrase("Skipped"),
  missing: phrase("Not found"),
};

/** Returns the headings of the count columns of a list whose rows have these directions. */
export function columnHeadings(directions: readonly DirectionName[]): readonly string[] {
  const [first = "dearchive", ...others] = directions;
  const labels = others.every((direction) => direction === first) ? COLUMN_LABELS[first] : BOTH_DIRECTIONS;
  return COUNT_COLUMNS.map((column) => labels[column]);
}

/** A cell of the count columns. */
export interface CountCell {
  readonly column: CountColumn;
  readonly label: string;
  readonly count: string;
  /** What the count leaves out: moves that were undone. */
  readonly note: PageText | null;
}

/** Returns the cells of a row; dashes as long as nothing is counted. */
export function showCounts(counts: NetCounts | null, direction: DirectionName): readonly CountCell[] {
  return COUNT_COLUMNS.map((column) => ({
    column,
    label: COLUMN_LABELS[direction][column],
    count: counts === null ? "–" : showCount(counts[column]),
    note:
      column === "moved" && counts !== null && counts.undone > 0
        ? phrase("%1s undone", showCount(counts.undone))
        : null,
  }));
}

/** Says how many leads of a row the columns leave out; null for none. */
export function untouchedNote(counts: NetCounts | null): PageText | null {
  return counts === null || counts.untouched === 0
    ? null
    : phrase("%1s not handled", showCount(counts.untouched));
}

/** Returns a badge for a run or batch that was undone; null if it was not. */
export function undoneLabel(counts: NetCounts): StateLabel | null {
  const level = undoneLevel(counts);
  if (level === "none") return null;
  return level === "whole"
    ? { label: phrase("Undone"), tone: "plain" }
    : { label: phrase("Partly undone"), tone: "warn" };
}
