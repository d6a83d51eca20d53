import type { Batch } from "../../history/batch.ts";
import type { BatchOutcome } from "../../history/batchFilter.ts";
import { OUTCOMES, type Outcome } from "../../leads/move/outcome.ts";
import type { DirectionName } from "../../leads/tables/direction.ts";
import { type PageText, phrase } from "../../lib/phrase.ts";

/** Picks the color and sign of a tag. */
export type Tone = "good" | "plain" | "warn" | "bad";

export interface OutcomeLabel {
  readonly label: string;
  /** One sentence about what happened to the lead. */
  readonly meaning: string;
  readonly tone: Tone;
}

/** Names in the filter, which covers both directions. */
const FILTER_LABELS: Readonly<Record<Outcome, string>> = {
  moved: phrase("Restored or archived"),
  inserted: phrase("Copied"),
  updated: phrase("Updated"),
  deleted: phrase("Already there"),
  kept_differs: phrase("Kept: copies differ"),
  kept_not_in_target: phrase("Kept: no other copy"),
  counted: phrase("Counted"),
};

const BOTH_DIRECTIONS = {
  inserted: {
    label: phrase("Copied"),
    meaning: phrase("Now in both tables, because the request did not ask to delete it."),
    tone: "plain",
  },
  counted: {
    label: phrase("Counted"),
    meaning: phrase("The request changed nothing."),
    tone: "plain",
  },
} as const;

const LABELS: Readonly<Record<DirectionName, Readonly<Record<Outcome, OutcomeLabel>>>> = {
  dearchive: {
    ...BOTH_DIRECTIONS,
    moved: {
      label: phrase("Restored"),
      meaning: phrase("Moved from the archive to the live table."),
      tone: "good",
    },
    updated: {
      label: phrase("Updated"),
      meaning: phrase(
        "The copy in the live table was updated. The request did not ask to delete the other one.",
      ),
      tone: "plain",
    },
    deleted: {
      label: phrase("Already live"),
      meaning: phrase("An equal copy was in the live table, so the one in the archive was deleted."),
      tone: "good",
    },
    kept_differs: {
      label: phrase("Kept in archive: copies differ"),
      meaning: phrase("The copy in the live table has different data, so both were kept."),
      tone: "warn",
    },
    kept_not_in_target: {
      label: phrase("Kept in archive: no other copy"),
      meaning: phrase("There is no copy in the live table, and the request did not ask for one."),
      tone: "warn",
    },
  },
  archive: {
    ...BOTH_DIRECTIONS,
    moved: {
      label: phrase("Archived"),
      meaning: phrase("Moved from the live table to the archive."),
      tone: "good",
    },
    updated: {
      label: phrase("Updated"),
      meaning: phrase(
        "The copy in the archive was updated. The request did not ask to delete the other one.",
      ),
      tone: "plain",
    },
    deleted: {
      label: phrase("Already archived"),
      meaning: phrase("An equal copy was in the archive, so the one in the live table was deleted."),
      tone: "good",
    },
    kept_differs: {
      label: phrase("Kept live: copies differ"),
      meaning: phrase("The copy in the archive has different data, so both were kept."),
      tone: "warn",
    },
    kept_not_in_target: {
      label: phrase("Kept live: no other copy"),
      meaning: phrase("There is no copy in the archive, and the request did not ask for one."),
      tone: "warn",
    },
  },
};

/** Describes an outcome in a batch of the given direction. */
export function outcomeLabel(outcome: Outcome, direction: DirectionName): OutcomeLabel {
  return LABELS[direction][outcome];
}

/** "3 kept in archive", or "3 kept live" when the batch archives. */
export function keptLabel(count: string, direction: DirectionName): PageText {
  return direction === "dearchive" ? phrase("%1s kept in archive", count) : phrase("%1s kept live", count);
}

/** What a batch is meant to do. */
export const DIRECTION_LABELS: Readonly<Record<DirectionName, string>> = {
  dearchive: phrase("Restore"),
  archive: phrase("Archive"),
};

const DONE_LABELS: Readonly<Record<DirectionName, string>> = {
  dearchive: phrase("Restored"),
  archive: phrase("Archived"),
};

/** What a batch did. For an unfinished or failed batch, what it was meant to do. */
export function actionLabel({
  direction,
  flags,
  state,
}: Pick<Batch, "direction" | "flags" | "state">): string {
  if (state !== "done") return DIRECTION_LABELS[direction];
  return flags.insert || flags.update || flags.delete ? DONE_LABELS[direction] : phrase("Counted");
}

/** Choices of the outcome filter, in the order of the menu. */
export const OUTCOME_FILTERS: readonly { readonly value: BatchOutcome; readonly label: string }[] = [
  { value: "kept_in_archive", label: phrase("Some leads kept") },
  ...OUTCOMES.map((value) => ({ value, label: FILTER_LABELS[value] })),
  { value: "open", label: phrase("Not finished") },
  { value: "failed", label: phrase("Failed") },
];
