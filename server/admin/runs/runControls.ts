import { phrase } from "../../lib/phrase.ts";
import { endEvents, runEvent } from "../../runs/adminLogEvent.ts";
import { type Control, isDriving } from "../../runs/run.ts";
import { isUndo, REMAINDERS } from "../../runs/runSource.ts";
import { type PageAnswer, redirectTo } from "../shell/pageAnswer.ts";
import { refusePage } from "../shell/pageErrors.ts";
import { beginRun, beginUndo } from "./createRun.ts";
import type { RunContext } from "./runContext.ts";
import { controlsOf, showRun } from "./runPage.ts";
import {
  movingErrors,
  NAME_ERROR,
  parseRate,
  RATE_ERROR,
  readName,
  readSettings,
  readStart,
} from "./startRun.ts";

const LATE = phrase("The run has changed in the meantime, so nothing was done. This is its current state.");

/** Each control in Vicidial's admin log, and as the notice on the next page. */
const CHANGES: Readonly<Record<Control, { readonly logged: string; readonly notice: string }>> = {
  start: { logged: "started", notice: phrase("The run has started. You can close this page.") },
  pause: { logged: "paused", notice: phrase("Paused. The current batch finishes first.") },
  resume: { logged: "resumed", notice: phrase("The run continues.") },
  stop: {
    logged: "stopped",
    notice: phrase("Stopped. Leads that were moved stay moved. You can undo the run on this page."),
  },
  recheck: { logged: "checked again", notice: phrase("The leads are being checked again.") },
  discard: { logged: "discarded", notice: phrase("The run was discarded. No lead was moved.") },
};

async function logChange({ page, run }: RunContext, control: Control): Promise<void> {
  const path = `${page.home}/runs/${run.id}`;
  const { logged } = CHANGES[control];
  const events = control === "stop" ? endEvents(run, "stopped", path) : [runEvent(run, logged, path)];
  for (const event of events) await page.log(event);
}

/** Refuses controls that the user lacks, whatever the page offered. */
function refuseOthers({ mayDrive }: RunContext, control: Control): void {
  if (isDriving(control) && !mayDrive) refusePage({ code: "right_missing", page: "runs", action: control });
}

/** Shows the run's current state, with a note that the request came too late. */
async function showLate({ page, run, ...context }: RunContext): Promise<PageAnswer> {
  const now = await page.customer.stores.runs.find(run.id);
  return now
    ? showRun({ ...context, page, run: now }, { text: LATE })
    : refusePage({ code: "page_not_found" });
}

async function answerChange(context: RunContext, control: Control, isDone: boolean): Promise<PageAnswer> {
  if (!isDone) return showLate(context);
  const { page, run } = context;
  await logChange(context, control);
  page.customer.wakeRuns();
  return redirectTo(control === "discard" ? "/runs" : `/runs/${run.id}`, CHANGES[control].notice);
}

/** What users do with a run. */
export const runControls = {
  async start(context: RunContext): Promise<PageAnswer> {
    refuseOthers(context, "start");
    if (!controlsOf(context).start) return showLate(context);
    const read = await readSettings(context);
    const { typed } = read;
    const errors = { ...("errors" in read && read.errors), ...movingErrors(context, typed) };
    if ("errors" in read || Object.keys(errors).length > 0) return showRun(context, { errors, typed });
    const { settings, name } = read;
    const { runs } = context.page.customer.stores;
    const isStarted = await runs.start(context.run.id, settings);
    if (isStarted && context.page.form.has("name")) await runs.rename(context.run.id, name);
    return answerChange({ ...context, run: { ...context.run, ...settings } }, "start", isStarted);
  },

  /** Checks all leads again, for the list that they are to move to if the start form was sent. */
  async recheck(context: RunContext): Promise<PageAnswer> {
    refuseOthers(context, "recheck");
    const { page, run } = context;
    const { runs } = page.customer.stores;
    if (!page.form.has("list_id")) return answerChange(context, "recheck", await runs.recheck(run.id));
    if (!controlsOf(context).recheck) return showLate(context);
    const read = await readSettings(context);
    if ("errors" in read) return showRun(context, read);
    const isChecking = await runs.recheck(run.id, read.settings);
    if (isChecking) await runs.rename(run.id, read.name);
    return answerChange(context, "recheck", isChecking);
  },

  /** Shows the preview with the typed settings, for browsers without JavaScript. */
  async preview(context: RunContext): Promise<PageAnswer> {
    const typed = readStart(context);
    const errors = parseRate(typed.rate) === undefined ? RATE_ERROR : {};
    return controlsOf(context).start ? showRun(context, { typed, errors }) : showLate(context);
  },

  async change(context: RunContext, control: Exclude<Control, "start" | "recheck">): Promise<PageAnswer> {
    refuseOthers(context, control);
    const { runs } = context.page.customer.stores;
    return answerChange(context, control, await runs[control](context.run.id));
  },

  /** Changes the speed limit while the run is under way. */
  async setRate(context: RunContext): Promise<PageAnswer> {
    refuseOthers(context, "resume");
    const { page, run } = context;
    const typedRate = page.form.get("rate")?.trim() ?? "";
    const rate = parseRate(typedRate);
    if (rate === undefined) return showRun(context, { errors: RATE_ERROR, typedRate });
    if (!(await page.customer.stores.runs.setRate(run.id, rate))) return showLate(context);
    const change = rate === null ? "speed limit removed" : `speed limit set to ${rate} leads per second`;
    await page.log(runEvent(run, change, `${page.home}/runs/${run.id}`));
    const notice =
      rate === null
        ? phrase("The next batch runs with no speed limit.")
        : phrase("The next batch runs with a limit of %1s leads per second.", rate);
    return redirectTo(`/runs/${run.id}`, notice);
  },

  /** Names the run. It moves nothing, so every user with the right to move leads may do it. */
  async rename(context: RunContext): Promise<PageAnswer> {
    const { page, run } = context;
    const name = readName(page.form);
    if (name === undefined)
      return showRun(context, { errors: NAME_ERROR, typedName: page.form.get("name") ?? "" });
    await page.customer.stores.runs.rename(run.id, name);
    await page.log(runEvent(run, name === "" ? "name removed" : "renamed", `${page.home}/runs/${run.id}`));
    return redirectTo(
      `/runs/${run.id}`,
      name === "" ? phrase("The name was removed.") : phrase("The name was saved."),
    );
  },

  /** Creates a run of the leads that this one left behind or, because it was stopped, never handled. */
  async again({ page, run, ...context }: RunContext): Promise<PageAnswer> {
    const remainder = REMAINDERS.find((name) => name === page.form.get("remainder"));
    const isOver = run.state === "done" || run.state === "stopped";
    if (!isOver || isUndo(run.source) || remainder === undefined) return showLate({ ...context, page, run });
    return beginRun(page, {
      direction: run.direction,
      source: { kind: "remainder", runId: run.id, remainder },
    });
  },

  async undo(context: RunContext): Promise<PageAnswer> {
    const { page, run } = context;
    if (run.state !== "done" && run.state !== "stopped") return showLate(context);
    return beginUndo(page, { kind: "run", runId: run.id }, run);
  },
};
