import { counted, type PageText, phrase } from "../../lib/phrase.ts";
import { allows, CONTROLS, type Control, isDriving } from "../../runs/run.ts";
import { countRun } from "../../runs/store/countedRuns.ts";
import { optionalDisplayTime } from "../format/displayTime.ts";
import type { FieldErrors } from "../shell/form.ts";
import { type PageAnswer, renderView } from "../shell/pageAnswer.ts";
import { visibleUsers } from "../shell/visibleUsers.ts";
import { undoView } from "./changedView.ts";
import { changesFact } from "./changesFacts.ts";
import { readyView } from "./readyView.ts";
import { resultView } from "./resultView.ts";
import { RUN_STYLES, type RunContext } from "./runContext.ts";
import { stateLabel } from "./runLabels.ts";
import { showRunHead } from "./runLine.ts";
import { showProgress } from "./shownProgress.ts";
import type { TypedStart } from "./startRun.ts";

/** How often browsers without JavaScript reload a run that is being checked. */
const REFRESH_SECONDS = 5;

/** Which controls the viewer has now. */
export function controlsOf({ run, mayDrive }: RunContext): Readonly<Record<Control, boolean>> {
  const may = (control: Control) => allows(run.state, control) && (mayDrive || !isDriving(control));
  return Object.fromEntries(CONTROLS.map((control) => [control, may(control)])) as Record<Control, boolean>;
}

/** The run or batch that this run undoes. `path` is null where the viewer may not open it. */
function undoneLink({ run: { source }, page }: RunContext) {
  if (source.kind === "run")
    return { label: phrase("Run #%1s", source.runId), path: `/runs/${source.runId}` };
  if (source.kind !== "batch") return null;
  const path = page.may("history", "view") ? `/history/${source.batchId}` : null;
  return { label: phrase("Batch #%1s", source.batchId), path };
}

/** The plan that made the run; null if it was deleted. */
async function planLink({ run: { planId }, page }: RunContext) {
  if (planId === null || !page.may("plans", "view")) return null;
  const plan = await page.customer.stores.plans.find(planId);
  return plan ? { label: phrase("Plan %1s", plan.name), path: `/plans/${planId}` } : null;
}

/** Says that the run starts without a user's decision, or why it did not; null for other runs. */
function selfStart({ run }: RunContext): PageText | null {
  if (!run.startsItself) return null;
  if (run.state === "checking")
    return phrase("This run starts by itself once its leads are checked. To prevent that, discard it.");
  return run.state === "ready"
    ? phrase("This run did not start by itself, because a warning that it skips could not be checked.")
    : null;
}

/** Facts that do not depend on the run's state. */
async function factsOf(context: RunContext) {
  const { run, page } = context;
  const { source } = run;
  return {
    ...showRunHead(run, { users: await visibleUsers(page), zone: page.zone }),
    undone: undoneLink(context),
    batchesPath: run.startedAt !== null && page.may("history", "view") ? `/history?run=${run.id}` : null,
    changes: run.state === "ready" ? null : await changesFact(context),
    isCut: run.isCut,
    selfStart: selfStart(context),
    invalid:
      source.kind === "list" && source.invalid > 0
        ? counted(source.invalid, phrase("1 line without a lead id"), phrase("%1s lines without a lead id"))
        : null,
    plan: await planLink(context),
    finishedAt: optionalDisplayTime(run.finishedAt, page.zone),
    state: stateLabel(run),
    stateName: run.state,
  };
}

/** What was wrong with a form, and what was typed. */
export interface RunProblem {
  readonly text?: PageText;
  readonly errors?: FieldErrors;
  readonly typed?: TypedStart;
  /** The speed limit, as typed while the run is under way. */
  readonly typedRate?: string;
  readonly typedName?: string;
}

export async function showRun(
  context: RunContext,
  { text, errors = {}, typed, typedRate, typedName }: RunProblem = {},
): Promise<PageAnswer> {
  const { run, page } = context;
  const result = await countRun(page.customer.stores, run);
  const isLive = run.state === "checking" || run.state === "running" || run.state === "paused";
  const speeds = isLive ? await page.customer.stores.runPace.speeds([run.id]) : new Map<number, number>();
  const { now, zone } = page;
  const progress = showProgress(result, { now, zone, speed: speeds.get(run.id) });
  // A running run shows live progress only; the full result follows when it stops.
  const hasResult = run.startedAt !== null && run.state !== "running";
  const locals = {
    here: `${page.home}/runs/${run.id}`,
    run: await factsOf(context),
    name: typedName ?? run.name,
    rate: typedRate ?? run.rate ?? "",
    progress,
    ready: run.state === "ready" ? await readyView(context, typed) : null,
    undo: run.state === "ready" ? await undoView(context) : null,
    result: hasResult ? await resultView(context, result) : null,
    controls: controlsOf(context),
    mayDrive: context.mayDrive,
    isLive,
    problem: text ?? "",
    errors,
  };
  const isWrong = text !== undefined || Object.keys(errors).length > 0;
  const status = isWrong ? (text === undefined ? 422 : 409) : 200;
  const title = run.name === "" ? phrase("Run #%1s", run.id) : phrase("Run #%1s · %2s", run.id, run.name);
  return renderView("runs/run", isLive ? phrase("%1s % · %2s", progress.percent, title) : title, locals, {
    status,
    scripts: ["run.js", "runPreview.js"],
    refreshSeconds: run.state === "checking" ? REFRESH_SECONDS : null,
    styles: RUN_STYLES,
  });
}
