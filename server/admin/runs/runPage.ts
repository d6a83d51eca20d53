import { allows, CONTROLS, type Control, isDriving, type Run } from "../../runs/run.ts";
import {
  IN_TARGET,
  outcomesInOrder,
  type RunCounts,
  type RunOutcome,
  totalOf,
} from "../../runs/runOutcome.ts";
import { displayTime, optionalDisplayTime } from "../format/displayTime.ts";
import { showCount, showCounted } from "../history/batchView.ts";
import type { FieldErrors } from "../shell/form.ts";
import { type PageAnswer, renderView } from "../shell/pageAnswer.ts";
import { undoView } from "./changedView.ts";
import { readyView, type TypedStart } from "./readyView.ts";
import { leadLines } from "./resultView.ts";
import { RUN_STYLES, type RunContext } from "./runContext.ts";
import { actionLabel, runOutcomeLabel, sourceLabel, stateLabel } from "./runLabels.ts";
import { countsOf, showProgress } from "./shownProgress.ts";

const MOST_BATCHES = 30;

/** Which controls the viewer has now. */
export function controlsOf({ run, mayDrive }: RunContext): Readonly<Record<Control, boolean>> {
  const may = (control: Control) => allows(run.state, control) && (mayDrive || !isDriving(control));
  return Object.fromEntries(CONTROLS.map((control) => [control, may(control)])) as Record<Control, boolean>;
}

/** Leads that an undo can move back. */
function undoableLeads({ direction }: Pick<Run, "direction">, counts: RunCounts): number {
  const { moved = 0, inserted = 0, deleted = 0 } = counts;
  return moved + inserted + (direction === "archive" ? deleted : 0);
}

/** Leads that an undo has moved back, or found there. */
function undoneLeads({ counts }: Run): number {
  const { moved = 0, deleted = 0, already_live = 0, already_archived = 0 } = counts;
  return moved + deleted + already_live + already_archived;
}

/** The text of an empty list of leads. */
function emptyState(counts: RunCounts, outcome: RunOutcome | undefined, next: string | null) {
  if (next !== null) return { title: "None on this page", text: "See the next page for more leads." };
  if (outcome !== undefined) return { title: "No leads", text: "There are none that you may see." };
  return outcomesInOrder(counts).some((each) => !IN_TARGET.has(each.outcome))
    ? {
        title: "None that you may see",
        text: "The leads that were not moved are deleted, or in lists that your group may not access.",
      }
    : { title: "All leads moved", text: "Every lead handled so far is in the table that it was meant for." };
}

/** The run or batch that this run undoes. `path` is null where the viewer may not open it. */
function undoneLink({ run: { source }, page }: RunContext) {
  if (source.kind === "run") return { label: `Run #${source.runId}`, path: `/runs/${source.runId}` };
  if (source.kind !== "batch") return null;
  const path = page.may("history", "view") ? `/history/${source.batchId}` : null;
  return { label: `Batch #${source.batchId}`, path };
}

/** Facts that do not depend on the run's state. */
function factsOf(context: RunContext) {
  const { run, page } = context;
  const { source } = run;
  return {
    id: run.id,
    action: actionLabel(run),
    source: sourceLabel(run),
    user: run.user,
    undone: undoneLink(context),
    isCut: run.isCut,
    invalid:
      source.kind === "list" && source.invalid > 0
        ? `${showCounted(source.invalid, "line")} without a lead id`
        : null,
    createdAt: displayTime(run.createdAt, page.zone),
    startedAt: optionalDisplayTime(run.startedAt, page.zone),
    finishedAt: optionalDisplayTime(run.finishedAt, page.zone),
    state: stateLabel(run),
    stateName: run.state,
  };
}

/** What appears once the run has started: outcomes, leads that were not moved, batches and undos. */
async function resultOf(context: RunContext, counts: RunCounts) {
  const { run, page } = context;
  const { runs, runChunks } = page.customer.stores;
  const handled = totalOf(counts);
  const isOver = run.state === "done" || run.state === "stopped";
  const batches = await runChunks.batchesAfter(run.id, 0, MOST_BATCHES + 1);
  const undos = await runs.undosOf({ kind: "run", runId: run.id });
  const undone = undos.reduce((sum, undo) => sum + undoneLeads(undo), 0);
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
    isFirstPage: !page.query.has("chunk"),
    batches: batches.slice(0, MOST_BATCHES),
    hasMoreBatches: batches.length > MOST_BATCHES,
    undos: undos.map((undo) => ({ id: undo.id, label: stateLabel(undo).label.toLowerCase() })),
    offersUndo: isOver && undoableLeads(run, counts) > undone,
    isPartlyUndone: undone > 0,
    empty: emptyState(counts, outcome, next),
    mayExport: page.may("runs", "export") && handled > 0,
  };
}

/** What was wrong with a form, and what was typed. */
export interface RunProblem {
  readonly text?: string;
  readonly errors?: FieldErrors;
  readonly typed?: TypedStart;
  /** The speed limit, as typed while the run is under way. */
  readonly typedRate?: string;
}

export async function showRun(
  context: RunContext,
  { text, errors = {}, typed, typedRate }: RunProblem = {},
): Promise<PageAnswer> {
  const { run, page } = context;
  const counts = await countsOf(run, page.customer.stores.runChunks);
  // A running run shows live progress only; the full result follows when it stops.
  const hasResult = run.startedAt !== null && run.state !== "running";
  const locals = {
    here: `${page.home}/runs/${run.id}`,
    run: factsOf(context),
    rate: typedRate ?? run.rate ?? "",
    progress: showProgress(run, counts, page.zone),
    ready: run.state === "ready" ? await readyView(context, typed) : null,
    undo: run.state === "ready" ? await undoView(context) : null,
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
