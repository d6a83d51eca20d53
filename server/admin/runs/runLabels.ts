import { isOutcome, type Outcome } from "../../leads/move/outcome.ts";
import { type PageText, phrase } from "../../lib/phrase.ts";
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
    label: phrase("Not found"),
    meaning: phrase(
      "Not in the table that they would move from, or in a list that your group may not access.",
    ),
    tone: "warn",
  },
  live: {
    label: phrase("Already live"),
    meaning: phrase("Only in the live table, so there is nothing to restore."),
    tone: "plain",
  },
  refused: {
    label: phrase("Cannot be moved"),
    meaning: phrase("They hold data in a column that the other table lacks. The doctor shows how to fix it."),
    tone: "bad",
  },
  differs: {
    label: phrase("Differs from the live lead"),
    meaning: phrase(
      "In both tables with different data. Neither row moves. You can decide which one to keep.",
    ),
    tone: "bad",
  },
  back: {
    label: phrase("Already moved back"),
    meaning: phrase("Already where they came from."),
    tone: "plain",
  },
  equal: {
    label: phrase("Already live, identical"),
    meaning: phrase("They stay live as they are. Only the identical archived row is deleted."),
    tone: "plain",
  },
  changed: {
    label: phrase("Changed since"),
    meaning: phrase("Changed after the move, or possibly changed."),
    tone: "warn",
  },
  dnc: {
    label: phrase("On a DNC list"),
    meaning: phrase("The number or its area code is on the internal DNC list or on the campaign's."),
    tone: "bad",
  },
  dialable: {
    label: phrase("Could be dialed immediately"),
    meaning: phrase(
      "Not called since the last reset, in an active list. The dialer may call within a minute.",
    ),
    tone: "warn",
  },
  list_gone: {
    label: phrase("List deleted"),
    meaning: phrase("Their list no longer exists, so nobody will call them."),
    tone: "warn",
  },
  list_inactive: {
    label: phrase("List inactive"),
    meaning: phrase("Their list is inactive or expired, so nobody will call them for now."),
    tone: "plain",
  },
  phone_live: {
    label: phrase("Number already live"),
    meaning: phrase("Another live lead has the same number. The person could be called twice."),
    tone: "warn",
  },
  callback_archived: {
    label: phrase("Callback archived"),
    meaning: phrase("An agent promised to call back. The callback was archived with the lead."),
    tone: "warn",
  },
  custom_missing: {
    label: phrase("Custom fields missing"),
    meaning: phrase("Their list has custom fields, but the values of these leads were deleted."),
    tone: "warn",
  },
  offset_stale: {
    label: phrase("Time zone outdated"),
    meaning: phrase(
      "Until Vicidial corrects their GMT offset at 1:01 or 7:01, calls may come at a wrong hour.",
    ),
    tone: "plain",
  },
};

const OTHER_OUTCOMES: Readonly<Record<Exclude<RunOutcome, Outcome>, Label>> = {
  already_live: {
    label: phrase("Restored earlier"),
    meaning: phrase("It was no longer in the archive when its turn came."),
    tone: "plain",
  },
  already_archived: {
    label: phrase("Archived earlier"),
    meaning: phrase("It was no longer in the live table when its turn came."),
    tone: "plain",
  },
  not_found: {
    label: phrase("Not found"),
    meaning: phrase("In neither table, or in a list that the run's user may not access."),
    tone: "warn",
  },
  refused: { label: phrase("Refused"), meaning: phrase("Moving it would have lost data."), tone: "bad" },
  left_out: {
    label: phrase("Skipped"),
    meaning: phrase("Skipped because of a warning, as chosen at the start."),
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
  checking: { label: phrase("Checking leads"), tone: "plain" },
  ready: { label: phrase("Ready to start"), tone: "warn" },
  running: { label: phrase("Running"), tone: "good" },
  paused: { label: phrase("Paused"), tone: "warn" },
  done: { label: phrase("Done"), tone: "good" },
  stopped: { label: phrase("Stopped"), tone: "bad" },
};
const ON_HOLD: StateLabel = { label: phrase("On hold"), tone: "warn" };

export function stateLabel({ state, hold }: Pick<Run, "state" | "hold">): StateLabel {
  return hold !== null && state === "running" ? ON_HOLD : STATE_LABELS[state];
}

/** Where the leads of a run come from. */
export function sourceLabel({ source }: Pick<Run, "source">): PageText {
  switch (source.kind) {
    case "search":
      return searchLabel(source.search);
    case "list":
      return phrase("%1s", source.name);
    case "remainder":
      return source.remainder === "rest"
        ? phrase("rest of run #%1s", source.runId)
        : phrase("left behind by run #%1s", source.runId);
    case "run":
      return phrase("leads moved by run #%1s", source.runId);
    case "batch":
      return phrase("leads moved by batch #%1s", source.batchId);
  }
}

/** What a run does. */
export function actionLabel({ source, direction }: Pick<Run, "source" | "direction">): string {
  if (isUndo(source))
    return direction === "dearchive" ? phrase("Undo: restore leads") : phrase("Undo: archive leads");
  return direction === "dearchive" ? phrase("Restore leads") : phrase("Archive leads");
}
