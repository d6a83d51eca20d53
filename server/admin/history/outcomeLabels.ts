import type { Batch } from "../../history/batch.ts";
import type { BatchOutcome } from "../../history/batchFilter.ts";
import { OUTCOMES, type Outcome } from "../../leads/move/outcome.ts";
import type { DirectionName } from "../../leads/tables/direction.ts";

/** Picks the color and sign of a tag. */
export type Tone = "good" | "plain" | "warn" | "bad";

export interface OutcomeLabel {
  readonly label: string;
  /** One sentence about what happened to the lead. */
  readonly meaning: string;
  readonly tone: Tone;
}

interface OutcomeText {
  /** Name in the filter, which covers both directions. */
  readonly filter: string;
  /** `{done}`, `{kept}`, `{there}`, `{from}` and `{to}` depend on the direction. */
  readonly label: string;
  readonly meaning: string;
  readonly tone: Tone;
}

const TEXTS: Readonly<Record<Outcome, OutcomeText>> = {
  moved: {
    filter: "Restored or archived",
    label: "{done}",
    meaning: "Moved from {from} to {to}.",
    tone: "good",
  },
  inserted: {
    filter: "Copied",
    label: "Copied",
    meaning: "Now in both tables, because the request did not ask to delete it.",
    tone: "plain",
  },
  updated: {
    filter: "Updated",
    label: "Updated",
    meaning: "The copy in {to} was updated. The request did not ask to delete the other one.",
    tone: "plain",
  },
  deleted: {
    filter: "Already there",
    label: "Already {there}",
    meaning: "An equal copy was in {to}, so the one in {from} was deleted.",
    tone: "good",
  },
  kept_differs: {
    filter: "Kept: copies differ",
    label: "Kept {kept}: copies differ",
    meaning: "The copy in {to} has different data, so both were kept.",
    tone: "warn",
  },
  kept_not_in_target: {
    filter: "Kept: no other copy",
    label: "Kept {kept}: no other copy",
    meaning: "There is no copy in {to}, and the request did not ask for one.",
    tone: "warn",
  },
  counted: { filter: "Counted", label: "Counted", meaning: "The request changed nothing.", tone: "plain" },
};

const DIRECTION_TEXTS: Readonly<Record<DirectionName, Readonly<Record<string, string>>>> = {
  dearchive: {
    done: "Restored",
    kept: "in archive",
    there: "live",
    from: "the archive",
    to: "the live table",
  },
  archive: {
    done: "Archived",
    kept: "live",
    there: "archived",
    from: "the live table",
    to: "the archive",
  },
};

/** Describes an outcome in a batch of the given direction. */
export function outcomeLabel(outcome: Outcome, direction: DirectionName): OutcomeLabel {
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => DIRECTION_TEXTS[direction][name] ?? "");
  const { label, meaning, tone } = TEXTS[outcome];
  return { label: fill(label), meaning: fill(meaning), tone };
}

/** "3 kept in archive", or "3 kept live" when the batch archives. */
export function keptLabel(count: string, direction: DirectionName): string {
  return `${count} kept ${DIRECTION_TEXTS[direction]["kept"]}`;
}

/** What a batch is meant to do. */
export const DIRECTION_LABELS: Readonly<Record<DirectionName, string>> = {
  dearchive: "Restore",
  archive: "Archive",
};

const DONE_LABELS: Readonly<Record<DirectionName, string>> = { dearchive: "Restored", archive: "Archived" };

/** What a batch did. For an unfinished or failed batch, what it was meant to do. */
export function actionLabel({
  direction,
  flags,
  state,
}: Pick<Batch, "direction" | "flags" | "state">): string {
  if (state !== "done") return DIRECTION_LABELS[direction];
  return flags.insert || flags.update || flags.delete ? DONE_LABELS[direction] : "Counted";
}

/** Choices of the outcome filter, in the order of the menu. */
export const OUTCOME_FILTERS: readonly { readonly value: BatchOutcome; readonly label: string }[] = [
  { value: "kept_in_archive", label: "Some leads kept" },
  ...OUTCOMES.map((value) => ({ value, label: TEXTS[value].filter })),
  { value: "open", label: "Not finished" },
  { value: "failed", label: "Failed" },
];
