import type { RecordedChange } from "../../history/changedLeads.ts";
import type { Outcome } from "../../leads/move/outcome.ts";
import { type PageText, phrase, verbatim } from "../../lib/phrase.ts";
import { columnName, type LeadPrivacy, showCell } from "../../vicidial/leadPrivacy.ts";
import { type ShownCell, showDifferences } from "./cellDifference.ts";

/** What a batch changed in a lead, masked for the viewer. */
export interface ShownChange {
  readonly label: PageText;
  readonly columns: readonly {
    readonly column: string;
    readonly before: ShownCell;
    readonly after: ShownCell;
  }[];
}

/** The changed columns of a lead, masked for the viewer. */
function showColumns({ columns }: RecordedChange, privacy: LeadPrivacy) {
  const differences = columns.map(({ column, before, after }) => ({
    column,
    source: before.text,
    target: after.text,
  }));
  return showDifferences(differences, "dearchive", privacy).map(({ column, archived, live }) => ({
    column,
    before: archived,
    after: live,
  }));
}

/** Names the columns that a batch changed, or says that it did not change them. */
function changedLabel({ columns, isDone }: RecordedChange, privacy: LeadPrivacy): PageText {
  const names = columns.map(({ column }) => columnName(privacy, column, column)).join(", ");
  return isDone
    ? phrase("Changed by the batch: %1s", names)
    : phrase("Not changed, because it was no longer as restored: %1s", names);
}

/** What a batch changed in a lead that it moved; null for nothing. */
export function showChange(
  change: RecordedChange | undefined,
  outcome: Outcome | undefined,
  privacy: LeadPrivacy,
): ShownChange | null {
  if (!change || outcome !== "moved") return null;
  return { label: changedLabel(change, privacy), columns: showColumns(change, privacy) };
}

/** Says in one line what a batch changed in a lead that it moved; null for nothing. */
export function changeLine(
  change: RecordedChange | undefined,
  outcome: Outcome,
  privacy: LeadPrivacy,
): PageText | null {
  if (!change || outcome !== "moved") return null;
  return change.isDone ? verbatim(changesText(change, privacy)) : changedLabel(change, privacy);
}

/** The changes of a lead as one line of text, masked for the viewer; empty where nothing changed. */
export function changesText(change: RecordedChange | undefined, privacy: LeadPrivacy): string {
  if (!change?.isDone) return "";
  const shown = (column: string, text: string | null) => showCell(privacy, column, text) ?? "";
  return change.columns
    .map(
      ({ column, before, after }) =>
        `${column}: ${shown(column, before.text)} → ${shown(column, after.text)}`,
    )
    .join("; ");
}
