import { isOutcome, type Outcome } from "../../leads/move/outcome.ts";
import { type PageText, phrase, term, verbatim } from "../../lib/phrase.ts";
import type { Run, RunState } from "../../runs/run.ts";
import type { RunOutcome } from "../../runs/runOutcome.ts";
import { isUndo } from "../../runs/runSource.ts";
import { outcomeLabel, type Tone } from "../history/outcomeLabels.ts";
import { searchLabel, takeLabel } from "./searchLabels.ts";
import type { Label } from "./warningLabels.ts";

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
    meaning: phrase("Skipped because of a warning, as chosen at the start, or because it was being called."),
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
      return source.take
        ? phrase("%1s · %2s", term(searchLabel(source.search)), takeLabel(source.take))
        : searchLabel(source.search);
    case "list":
      return verbatim(source.name);
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
