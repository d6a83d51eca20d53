import type { Batch } from "../../history/batch.ts";
import type { BatchOutcome } from "../../history/batchFilter.ts";
import { OUTCOMES, type Outcome } from "../../leads/move/outcome.ts";
import type { DirectionName } from "../../leads/tables/direction.ts";

/** How good it is, for the eye: a colour and a sign go with it. */
export type Tone = "good" | "plain" | "warn" | "bad";

export interface OutcomeLabel {
  readonly label: string;
  /** What it means, `FROM` and `TO` being the tables. */
  readonly meaning: string;
  readonly tone: Tone;
}

const WORDS: Readonly<Record<Outcome, OutcomeLabel>> = {
  moved: { label: "Moved", meaning: "now in TO, and no more in FROM", tone: "good" },
  inserted: { label: "Copied", meaning: "now in both tables: deleting was not asked", tone: "plain" },
  updated: {
    label: "Updated",
    meaning: "its row in TO got this data; deleting was not asked",
    tone: "plain",
  },
  deleted: {
    label: "Was there already",
    meaning: "an equal row stood in TO, so the one in FROM went",
    tone: "good",
  },
  kept_differs: {
    label: "Left behind: differs",
    meaning: "TO holds other data for it, so it stays in FROM",
    tone: "warn",
  },
  kept_not_in_target: {
    label: "Left behind: no copy",
    meaning: "TO has no copy of it, so it stays in FROM",
    tone: "warn",
  },
  counted: { label: "Only counted", meaning: "nothing was asked that applied to it", tone: "plain" },
};

const TABLES: Readonly<Record<DirectionName, { readonly from: string; readonly to: string }>> = {
  dearchive: { from: "the archive", to: "the live table" },
  archive: { from: "the live table", to: "the archive" },
};

/** What an outcome means to a person, in a batch of that direction. */
export function outcomeLabel(outcome: Outcome, direction: DirectionName): OutcomeLabel {
  const { from, to } = TABLES[direction];
  const { meaning, ...words } = WORDS[outcome];
  return { ...words, meaning: meaning.replace("TO", to).replace("FROM", from) };
}

/** The short name of an outcome, whatever the direction. */
export function outcomeText(outcome: Outcome): string {
  return WORDS[outcome].label;
}

/** What a batch is for. */
export const DIRECTION_LABELS: Readonly<Record<DirectionName, string>> = {
  dearchive: "Bring back",
  archive: "Archive",
};

const DEEDS: Readonly<Record<DirectionName, string>> = { dearchive: "Brought back", archive: "Archived" };

/** What a batch did: what it is for where it did not do it, or not yet. */
export function deedLabel({ direction, flags, state }: Pick<Batch, "direction" | "flags" | "state">): string {
  if (state !== "done") return DIRECTION_LABELS[direction];
  return flags.insert || flags.update || flags.delete ? DEEDS[direction] : "Counted";
}

/** What a batch can be filtered by, in the order of the menu. */
export const OUTCOME_FILTERS: readonly { readonly value: BatchOutcome; readonly label: string }[] = [
  { value: "left_behind", label: "Some left behind" },
  ...OUTCOMES.map((value) => ({ value, label: outcomeText(value) })),
  { value: "open", label: "Not finished" },
  { value: "failed", label: "Given up" },
];
