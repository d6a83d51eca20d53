import { isOutcome, type Outcome } from "../../leads/move/outcome.ts";
import type { LeadWarning } from "../../runs/leadWarnings.ts";
import type { Run, RunState } from "../../runs/run.ts";
import type { RunOutcome } from "../../runs/runOutcome.ts";
import { isUndo } from "../../runs/runSource.ts";
import { outcomeLabel, type Tone } from "../history/outcomeLabels.ts";
import { searchLabel } from "./searchLabels.ts";

export interface Label {
  readonly label: string;
  readonly meaning: string;
  readonly tone: Tone;
}

export const WARNING_LABELS: Readonly<Record<LeadWarning, Label>> = {
  missing: {
    label: "Not found",
    meaning: "Not in the table that they would move from, or in a list that your group may not access.",
    tone: "warn",
  },
  live: {
    label: "Already live",
    meaning: "Only in the live table, so there is nothing to restore.",
    tone: "plain",
  },
  refused: {
    label: "Cannot be moved",
    meaning: "They hold data in a column that the other table lacks. The doctor shows how to fix it.",
    tone: "bad",
  },
  differs: {
    label: "Differs from the live lead",
    meaning: "In both tables with different data. Neither row moves. You can decide which one to keep.",
    tone: "bad",
  },
  back: { label: "Already moved back", meaning: "Already where they came from.", tone: "plain" },
  equal: {
    label: "Already live, identical",
    meaning: "They stay live as they are. Only the identical archived row is deleted.",
    tone: "plain",
  },
  changed: {
    label: "Changed since",
    meaning: "Changed after the move, or possibly changed.",
    tone: "warn",
  },
  dnc: {
    label: "On a DNC list",
    meaning: "The number or its area code is on the internal DNC list or on the campaign's.",
    tone: "bad",
  },
  dialable: {
    label: "Could be dialed immediately",
    meaning: "Not called since the last reset, in an active list. The dialer may call within a minute.",
    tone: "warn",
  },
  list_gone: {
    label: "List deleted",
    meaning: "Their list no longer exists, so nobody will call them.",
    tone: "warn",
  },
  list_inactive: {
    label: "List inactive",
    meaning: "Their list is inactive or expired, so nobody will call them for now.",
    tone: "plain",
  },
  phone_live: {
    label: "Number already live",
    meaning: "Another live lead has the same number. The person could be called twice.",
    tone: "warn",
  },
  callback_archived: {
    label: "Callback archived",
    meaning: "An agent promised to call back. The callback was archived with the lead.",
    tone: "warn",
  },
  custom_missing: {
    label: "Custom fields missing",
    meaning: "Their list has custom fields, but the values of these leads were deleted.",
    tone: "warn",
  },
  offset_stale: {
    label: "Time zone outdated",
    meaning: "Until Vicidial corrects their GMT offset at 1:01 or 7:01, calls may come at a wrong hour.",
    tone: "plain",
  },
};

const OTHER_OUTCOMES: Readonly<Record<Exclude<RunOutcome, Outcome>, Label>> = {
  already_live: {
    label: "Restored earlier",
    meaning: "It was no longer in the archive when its turn came.",
    tone: "plain",
  },
  already_archived: {
    label: "Archived earlier",
    meaning: "It was no longer in the live table when its turn came.",
    tone: "plain",
  },
  not_found: {
    label: "Not found",
    meaning: "In neither table, or in a list that the run's user may not access.",
    tone: "warn",
  },
  refused: { label: "Refused", meaning: "Moving it would have lost data.", tone: "bad" },
  left_out: {
    label: "Skipped",
    meaning: "Skipped because of a warning, as chosen at the start.",
    tone: "plain",
  },
};

export function runOutcomeLabel(outcome: RunOutcome, { direction }: Pick<Run, "direction">): Label {
  return isOutcome(outcome) ? outcomeLabel(outcome, direction) : OTHER_OUTCOMES[outcome];
}

export interface StateLabel {
  readonly label: string;
  readonly tone: Tone;
}

const STATE_LABELS: Readonly<Record<RunState, StateLabel>> = {
  checking: { label: "Checking leads", tone: "plain" },
  ready: { label: "Ready to start", tone: "warn" },
  running: { label: "Running", tone: "good" },
  paused: { label: "Paused", tone: "warn" },
  done: { label: "Done", tone: "good" },
  stopped: { label: "Stopped", tone: "bad" },
};
const ON_HOLD: StateLabel = { label: "On hold", tone: "warn" };

export function stateLabel({ state, hold }: Pick<Run, "state" | "hold">): StateLabel {
  return hold !== null && state === "running" ? ON_HOLD : STATE_LABELS[state];
}

/** Where the leads of a run come from. */
export function sourceLabel({ source }: Pick<Run, "source">): string {
  switch (source.kind) {
    case "search":
      return searchLabel(source.search);
    case "list":
      return source.name;
    case "remainder":
      return `${source.remainder === "rest" ? "rest of" : "left behind by"} run #${source.runId}`;
    case "run":
      return `leads moved by run #${source.runId}`;
    case "batch":
      return `leads moved by batch #${source.batchId}`;
  }
}

/** What a run does. */
export function actionLabel({ source, direction }: Pick<Run, "source" | "direction">): string {
  const action = direction === "dearchive" ? "Restore leads" : "Archive leads";
  return isUndo(source) ? `Undo: ${action.toLowerCase()}` : action;
}
