import type { BatchOutcome } from "../../history/batchFilter.ts";
import type { DirectionName } from "../../leads/direction.ts";
import { OUTCOMES, type Outcome } from "../../leads/outcome.ts";

/** How good it is, for the eye: a colour and a sign go with it. */
export type Tone = "good" | "plain" | "warn" | "bad";

interface OutcomeWords {
  readonly label: string;
  readonly meaning: string;
  readonly tone: Tone;
}

/** What each outcome means to a person, in both directions. */
export const OUTCOME_WORDS: Readonly<Record<Outcome, OutcomeWords>> = {
  moved: { label: "Moved", meaning: "now only in the target table", tone: "good" },
  inserted: { label: "Copied", meaning: "in both tables: deleting was not asked", tone: "plain" },
  updated: {
    label: "Updated",
    meaning: "the target's row got this data; deleting was not asked",
    tone: "plain",
  },
  deleted: {
    label: "Was there already",
    meaning: "an equal row stood in the target, so the source row went",
    tone: "good",
  },
  kept_differs: {
    label: "Left behind: differs",
    meaning: "the target holds other data, so nothing was deleted",
    tone: "warn",
  },
  kept_not_in_target: {
    label: "Left behind: no copy",
    meaning: "no copy stood in the target, and inserting was not asked",
    tone: "warn",
  },
  counted: { label: "Only counted", meaning: "nothing was asked that applied to it", tone: "plain" },
};

export const DIRECTION_WORDS: Readonly<Record<DirectionName, string>> = {
  dearchive: "Brought back",
  archive: "Archived",
};

/** What a batch can be filtered by, in the order of the menu. */
export const OUTCOME_FILTERS: readonly { readonly value: BatchOutcome; readonly label: string }[] = [
  { value: "left_behind", label: "Some left behind" },
  ...OUTCOMES.map((value) => ({ value, label: OUTCOME_WORDS[value].label })),
  { value: "open", label: "Not finished" },
  { value: "failed", label: "Given up" },
];
