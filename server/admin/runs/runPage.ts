import {
  allows,
  CONTROLS,
  type Control,
  isDriving,
  type Run,
  type RunCounts,
  type RunOutcome,
  totalOf,
} from "../../runs/run.ts";
import { DONE } from "../../runs/work/bulkMover.ts";
import { when, whenOrNever } from "../format/shownTime.ts";
import { showCount, showCounted } from "../history/batchView.ts";
import type { FieldErrors } from "../shell/form.ts";
import { type PageAnswer, renderView } from "../shell/pageAnswer.ts";
import { readyView, type TypedStart } from "./readyView.ts";
import { leadLines } from "./resultView.ts";
import { RUN_STYLES, type RunContext } from "./runContext.ts";
import { aimLabel, runOutcomeLabel, sourceLabel, stateLabel } from "./runLabels.ts";
import { outcomesInOrder } from "./runOutcomes.ts";
import { countsOf, showProgress } from "./shownProgress.ts";

const MOST_BATCHES = 30;
/** What a person may do with a run now. */
export function controlsOf({ run, mayDrive }: RunContext): Readonly<Record<Control, boolean>> {
  const may = (control: Control) => allows(run.state, control) && (mayDrive || !isDriving(control));
  return Object.fromEntries(CONTROLS.map((control) => [control, may(control)])) as Record<Control, boolean>;
}

/** Leads that a run brought to the other table, and that can be taken back. */
function broughtThere({ direction }: Pick<Run, "direction">, counts: RunCounts): number {
  const { moved = 0, inserted = 0, deleted = 0 } = counts;
  return moved + inserted + (direction === "archive" ? deleted : 0);
}

/** Leads that an undo has brought back, or found there. */
function takenBack({ counts }: Run): number {
  const { moved = 0, deleted = 0, already_live = 0, already_archived = 0 } = counts;
  return moved + deleted + already_live + already_archived;
}

/** What stands where no lead is to be shown. */
function emptyWords(counts: RunCounts, outcome: RunOutcome | undefined, next: string | null) {
  if (next !== null)
    return { title: "None on this page", text: "There are more parts of the run to look through." };
  if (outcome !== undefined) return { title: "None", text: "There is none here that you may see." };
  const isAnyLeft = outcomesInOrder(counts).some((each) => !DONE.has(each.outcome));
  return isAnyLeft
    ? {
        title: "None that you may see",
        text: "Those left behind are in lists that your group may not touch, or gone.",
      }
    : { title: "None was left behind", text: "Every lead that was worked on is where it was to go." };
}

/** How a run began and what it is, whatever its state. */
function factsOf({ run, page }: RunContext) {
  const { source } = run;
  return {
    id: run.id,
    aim: aimLabel(run),
    source: sourceLabel(run),
    user: run.user,
    undoOf: run.undoOf,
    isCut: run.isCut,
    invalid:
      source.kind === "list" && source.invalid > 0
        ? `${showCounted(source.invalid, "line")} named no lead`
        : null,
    createdAt: when(run.createdAt, page.zone),
    startedAt: whenOrNever(run.startedAt, page.zone),
    finishedAt: whenOrNever(run.finishedAt, page.zone),
    state: stateLabel(run),
    stateName: run.state,
  };
}

/** What becomes visible once it runs: outcomes, leads left behind, batches, what took it back. */
async function resultOf(context: RunContext, counts: RunCounts) {
  const { run, page } = context;
  const { runs, runParts } = page.customer.stores;
  const handled = totalOf(counts);
  const isOver = run.state === "done" || run.state === "stopped";
  const batches = await runParts.batchesAfter(run.id, 0, MOST_BATCHES + 1);
  const undos = await runs.undosOf(run.id);
  const { outcome, lines, next } = await leadLines(context);
  return {
    counts: outcomesInOrder(counts).map((each) => ({
      outcome: each.outcome,
      count: showCount(each.count),
      share: (100 * each.count) / handled,
      isChosen: each.outcome === outcome,
      ...runOutcomeLabel(each.outcome, run),
    })),
    isEnding: run.state === "stopped" && run.isWorkedOn,
    untouched: isOver ? showCount(run.leadCount - handled) : "0",
    csvQuery: outcome ? `?outcome=${outcome}` : "",
    hasUntouched: isOver && handled < run.leadCount,
    chosen: outcome ? runOutcomeLabel(outcome, run).label : null,
    lines,
    next,
    isFirstPage: !page.query.has("part"),
    batches: batches.slice(0, MOST_BATCHES),
    hasMoreBatches: batches.length > MOST_BATCHES,
    undos: undos.map((undo) => ({ id: undo.id, label: stateLabel(undo).label.toLowerCase() })),
    offersUndo: isOver && broughtThere(run, counts) > undos.reduce((sum, undo) => sum + takenBack(undo), 0),
    empty: emptyWords(counts, outcome, next),
    mayExport: page.may("runs", "export") && handled > 0,
  };
}

/** What went wrong with what was sent, beside what was typed. */
export interface RunProblem {
  readonly text?: string;
  readonly errors?: FieldErrors;
  readonly typed?: TypedStart;
  /** The pace, as typed while it runs. */
  readonly typedRate?: string;
}

/** A run, as it stands: what was found about its leads, how far it is, or what became of them. */
export async function showRun(
  context: RunContext,
  { text, errors = {}, typed, typedRate }: RunProblem = {},
): Promise<PageAnswer> {
  const { run, page } = context;
  const counts = await countsOf(run, page.customer.stores.runParts);
  // What a moment changes is told live; the rest as soon as it stands still.
  const hasResult = run.startedAt !== null && run.state !== "running";
  const locals = {
    here: `${page.home}/runs/${run.id}`,
    run: factsOf(context),
    pace: typedRate ?? run.rate ?? "",
    progress: showProgress(run, counts, page.zone),
    ready: run.state === "ready" ? await readyView(context, typed) : null,
    result: hasResult ? await resultOf(context, counts) : null,
    controls: controlsOf(context),
    mayDrive: context.mayDrive,
    isLive: run.state === "checking" || run.state === "running" || run.state === "paused",
    problem: text ?? "",
    errors,
  };
  const isWrong = text !== undefined || Object.keys(errors).length > 0;
  const status = isWrong ? (text === undefined ? 422 : 409) : 200;
  return renderView("runs/run", `Run #${run.id}`, locals, {
    status,
    scripts: ["run.js"],
    styles: RUN_STYLES,
  });
}
