import { isOutcome, type Outcome } from "../../leads/move/outcome.ts";
import type { LeadWarning } from "../../runs/leadWarnings.ts";
import type { Hold, Run, RunOutcome, RunState } from "../../runs/run.ts";
import { when } from "../format/shownTime.ts";
import { outcomeLabel, type Tone } from "../history/outcomeLabels.ts";
import { searchLabel } from "./searchLabels.ts";

export interface Label {
  readonly label: string;
  readonly meaning: string;
  readonly tone: Tone;
}

/** What a concern means to a person. */
export const WARNING_LABELS: Readonly<Record<LeadWarning, Label>> = {
  missing: {
    label: "Not there",
    meaning: "not where they are to come from, or in lists that your group may not touch: nothing happens",
    tone: "warn",
  },
  refused: {
    label: "Cannot be moved",
    meaning:
      "they hold data in a column that the other table lacks: they stay. The doctor tells what mends it",
    tone: "bad",
  },
  differs: {
    label: "Live with other data",
    meaning: "they stand in both tables and differ: the archived rows stay, to be decided one by one",
    tone: "bad",
  },
  back: { label: "Back already", meaning: "they are where they came from", tone: "plain" },
  equal: {
    label: "Live already, equal",
    meaning: "they stay live as they are; only the archived copy goes",
    tone: "plain",
  },
  changed: {
    label: "Changed since",
    meaning: "somebody worked on them since, or may have",
    tone: "warn",
  },
  dnc: {
    label: "On a DNC list",
    meaning: "the number, or its area, is on the internal list or on the one of the lead's campaign",
    tone: "bad",
  },
  dialable: {
    label: "Dialled at once",
    meaning: "not called since the last reset, in an active list: the dialer may call within a minute",
    tone: "warn",
  },
  list_gone: {
    label: "List is gone",
    meaning: "their list was deleted: nobody will call them",
    tone: "warn",
  },
  list_inactive: {
    label: "List is inactive",
    meaning: "their list is inactive or past its last day: nobody will call them for now",
    tone: "plain",
  },
  phone_live: {
    label: "Number is live already",
    meaning: "another live lead has the same number: the person may be called twice",
    tone: "warn",
  },
  callback_archived: {
    label: "Callback is archived",
    meaning: "somebody promised to call back, and the callback went to the archive with the lead",
    tone: "warn",
  },
  custom_missing: {
    label: "Custom fields are gone",
    meaning: "their list has custom fields, and theirs were cleaned away",
    tone: "warn",
  },
  offset_stale: {
    label: "Time zone is stale",
    meaning:
      "their clock is another by now; Vicidial mends it at 1:01 or 7:01, until then calls may come at a wrong hour",
    tone: "plain",
  },
};

const OTHER_OUTCOMES: Readonly<Record<Exclude<RunOutcome, Outcome>, Label>> = {
  already_live: {
    label: "Live already",
    meaning: "no more in the archive when its turn came",
    tone: "plain",
  },
  already_archived: {
    label: "In the archive already",
    meaning: "no more live when its turn came",
    tone: "plain",
  },
  not_found: {
    label: "Not found",
    meaning: "in neither table, or in a list that the run's user may not touch",
    tone: "warn",
  },
  refused: { label: "Refused", meaning: "moving it would have lost data", tone: "bad" },
  left_out: { label: "Left out", meaning: "as you wanted, for what was found about it", tone: "plain" },
};

/** What an outcome means to a person. */
export function runOutcomeLabel(outcome: RunOutcome, { direction }: Pick<Run, "direction">): Label {
  return isOutcome(outcome) ? outcomeLabel(outcome, direction) : OTHER_OUTCOMES[outcome];
}

const STATE_WORDS: Readonly<Record<RunState, { readonly label: string; readonly tone: Tone }>> = {
  checking: { label: "Looking at its leads", tone: "plain" },
  ready: { label: "Waits to be started", tone: "warn" },
  running: { label: "Running", tone: "good" },
  paused: { label: "Paused", tone: "warn" },
  done: { label: "Done", tone: "good" },
  stopped: { label: "Stopped", tone: "bad" },
};

/** Of one that stands still for now. */
const HELD = { label: "Held", tone: "warn" } as const;

/** How a run is, in a word. */
export function stateLabel({ state, hold }: Pick<Run, "state" | "hold">): {
  readonly label: string;
  readonly tone: Tone;
} {
  return hold !== null && state === "running" ? HELD : STATE_WORDS[state];
}

const MISSING: Readonly<Record<string, string>> = {
  unknown_user: "there is no such user any more",
  inactive_user: "the user is not active any more",
  user_level: "the user's level is below 8 by now",
  no_modify_leads: "the user may not modify leads any more",
};

/** Why a run stands still, in a sentence. */
export function holdLabel({ user }: Pick<Run, "user">, hold: Hold, zone: string): string {
  const { code, detail, until } = hold;
  switch (code) {
    case "office_hours":
      return `Office hours: the rule “${detail}” lets no lead be moved${until ? ` until ${when(until, zone).text}` : ""}. It continues by itself.`;
    case "owner_rights":
      return `It acts for ${user}, and ${MISSING[detail] ?? "that user lost a right"}. When that is mended, let it go on.`;
    case "tables_locked":
      return "Another session holds the lead tables (Vicidial optimises them at 1:03). It is tried again every few seconds.";
    case "connection_lost":
      return "The database went away. It is tried again every few seconds; what was done is recorded.";
    case "interrupted":
      return "A batch got stuck half way. No lead is lost; it is finished by itself within a minute, and the run goes on.";
    case "schema_drift":
      return `The lead tables have grown apart: ${detail}. The doctor tells what mends it.`;
    case "tables_unusable":
      return `${detail.charAt(0).toUpperCase()}${detail.slice(1)}. It goes on when that is mended.`;
    case "check_impossible":
      return `Something that it needs cannot be read: ${detail}. End it, or have the table or right restored.`;
    case "undo_waits":
      return `Run #${detail} still ends its last batch. It continues by itself.`;
    case "internal":
      return "Something unexpected happened; the server's log tells more. It is tried again every half minute.";
  }
}

/** What the leads of a run were found by. */
export function sourceLabel({ source, undoOf }: Pick<Run, "source" | "undoOf">): string {
  switch (source.kind) {
    case "search":
      return searchLabel(source.search);
    case "list":
      return source.name;
    case "undo":
      return `what run #${undoOf} moved`;
  }
}

/** What a run is for. */
export function aimLabel({ source, direction }: Pick<Run, "source" | "direction">): string {
  if (source.kind !== "undo") return "Bring back";
  return direction === "archive" ? "Take back into the archive" : "Bring back what was taken back";
}
