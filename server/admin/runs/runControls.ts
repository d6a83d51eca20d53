import { endEvents, runEvent } from "../../runs/adminLogEvent.ts";
import { type LeadWarning, warningsOf } from "../../runs/leadWarnings.ts";
import { type Control, isDriving, MAX_NAME } from "../../runs/run.ts";
import { MAX_RATE } from "../../runs/work/throttle.ts";
import { type PageAnswer, redirectTo } from "../shell/pageAnswer.ts";
import { refusePage } from "../shell/pageErrors.ts";
import { beginUndo } from "./createRun.ts";
import type { TypedStart } from "./readyView.ts";
import type { RunContext } from "./runContext.ts";
import { controlsOf, showRun } from "./runPage.ts";

const LATE = "The run has changed in the meantime, so nothing was done. This is its current state.";

/** Each control in Vicidial's admin log, and as the notice on the next page. */
const CHANGES: Readonly<Record<Control, { readonly logged: string; readonly notice: string }>> = {
  start: { logged: "started", notice: "The run has started. You can close this page." },
  pause: { logged: "paused", notice: "Paused. The current batch finishes first." },
  resume: { logged: "resumed", notice: "The run continues." },
  stop: {
    logged: "stopped",
    notice: "Stopped. Leads that were moved stay moved. You can undo the run on this page.",
  },
  recheck: { logged: "checked again", notice: "The leads are being checked again." },
  discard: { logged: "discarded", notice: "The run was discarded. No lead was moved." },
};

/** Parses leads per second: null for no limit, undefined for invalid input. */
function parseRate(typed: string): number | null | undefined {
  if (typed === "") return null;
  const rate = /^\d{1,6}$/.test(typed) ? Number(typed) : 0;
  return rate >= 1 && rate <= MAX_RATE ? rate : undefined;
}

const RATE_ERROR = { rate: `Enter a whole number from 1 to ${MAX_RATE}, or leave it empty for no limit.` };

/** Reads the name of a run; undefined if it is too long. */
function readName(form: URLSearchParams): string | undefined {
  const name = (form.get("name") ?? "").trim().replace(/\s+/g, " ");
  return name.length <= MAX_NAME ? name : undefined;
}

const NAME_ERROR = { name: `Enter at most ${MAX_NAME} characters.` };

function readStart({ page, run }: RunContext): TypedStart {
  const [ticked, offered] = [page.form.getAll("skip"), page.form.getAll("offered")];
  // A warning without a checkbox keeps its setting: no lead raised it then, but some may by now.
  const isSkipped = (warning: LeadWarning) =>
    offered.includes(warning) ? ticked.includes(warning) : run.skip.includes(warning);
  return {
    skip: warningsOf(run).filter(isSkipped),
    restoresCallbacks: page.form.get("callbacks") === "on",
    rate: page.form.get("rate")?.trim() ?? "",
  };
}

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
    const typed = readStart(context);
    const rate = parseRate(typed.rate);
    if (rate === undefined)
      return controlsOf(context).start ? showRun(context, { errors: RATE_ERROR, typed }) : showLate(context);
    const { runs } = context.page.customer.stores;
    return answerChange(context, "start", await runs.start(context.run.id, { ...typed, rate }));
  },

  async change(context: RunContext, control: Exclude<Control, "start">): Promise<PageAnswer> {
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
    const limit = rate === null ? "no speed limit" : `a limit of ${rate} leads per second`;
    return redirectTo(`/runs/${run.id}`, `The next batch runs with ${limit}.`);
  },

  /** Names the run. It moves nothing, so every user with the right to move leads may do it. */
  async rename(context: RunContext): Promise<PageAnswer> {
    const { page, run } = context;
    const name = readName(page.form);
    if (name === undefined)
      return showRun(context, { errors: NAME_ERROR, typedName: page.form.get("name") ?? "" });
    await page.customer.stores.runs.rename(run.id, name);
    await page.log(runEvent(run, name === "" ? "name removed" : "renamed", `${page.home}/runs/${run.id}`));
    return redirectTo(`/runs/${run.id}`, name === "" ? "The name was removed." : "The name was saved.");
  },

  async undo(context: RunContext): Promise<PageAnswer> {
    const { page, run } = context;
    if (run.state !== "done" && run.state !== "stopped") return showLate(context);
    return beginUndo(page, { kind: "run", runId: run.id }, run);
  },
};
