import { runEvent } from "../../runs/adminLogEvent.ts";
import { type LeadWarning, warningsOf } from "../../runs/leadWarnings.ts";
import { type Control, isDriving } from "../../runs/run.ts";
import { MAX_RATE } from "../../runs/work/throttle.ts";
import { type PageAnswer, redirectTo } from "../shell/pageAnswer.ts";
import { refusePage } from "../shell/pageErrors.ts";
import { beginRun } from "./createRun.ts";
import type { TypedStart } from "./readyView.ts";
import type { RunContext } from "./runContext.ts";
import { controlsOf, showRun } from "./runPage.ts";

const LATE = "Somebody else, or the run itself, was quicker. This is how things stand now.";

/** What was done, as Vicidial's admin log has it, and as the next page says it. */
const DEEDS: Readonly<Record<Control, readonly [log: string, notice: string]>> = {
  start: ["started", "The run goes on by itself: you may close this page."],
  pause: ["paused", "Paused. The batch under way ends first."],
  resume: ["resumed", "The run goes on."],
  stop: ["stopped", "Stopped. What was moved stays moved; it can be taken back from here."],
  recheck: ["checked again", "Its leads are checked again."],
  discard: ["discarded", "The run was discarded. No lead was touched."],
};

/** Leads a second, as typed: null for no limit, undefined for nonsense. */
function parseRate(typed: string): number | null | undefined {
  if (typed === "") return null;
  const rate = /^\d{1,6}$/.test(typed) ? Number(typed) : 0;
  return rate >= 1 && rate <= MAX_RATE ? rate : undefined;
}

const RATE_ERROR = { rate: `A whole number from 1 to ${MAX_RATE}, or nothing.` };

function readStart({ page, run }: RunContext): TypedStart {
  const [ticked, offered] = [page.form.getAll("leave_out"), page.form.getAll("offered")];
  // What the page had no box for stays as it was: it was found on no lead then, and may be on some by now.
  const isLeftOut = (warning: LeadWarning) =>
    offered.includes(warning) ? ticked.includes(warning) : run.leaveOut.includes(warning);
  return {
    leaveOut: warningsOf(run).filter(isLeftOut),
    restoresCallbacks: page.form.get("callbacks") === "on",
    rate: page.form.get("rate")?.trim() ?? "",
  };
}

async function note({ page, run }: RunContext, control: Control): Promise<void> {
  await page.log(runEvent(run, DEEDS[control][0], `${page.home}/runs/${run.id}`));
}

/** Refuses what a person may not do, whatever the page offered; what came too late is told on the page. */
function refuseOthers({ mayDrive }: RunContext, control: Control): void {
  if (isDriving(control) && !mayDrive) refusePage({ code: "right_missing", page: "runs", action: control });
}

/** Tells that something changed meanwhile, on the page as it is by now. */
async function late({ page, run, ...context }: RunContext): Promise<PageAnswer> {
  const now = await page.customer.stores.runs.find(run.id);
  return now
    ? showRun({ ...context, page, run: now }, { text: LATE })
    : refusePage({ code: "page_not_found" });
}

async function ended(context: RunContext, control: Control, isDone: boolean): Promise<PageAnswer> {
  if (!isDone) return late(context);
  const { page, run } = context;
  await note(context, control);
  page.customer.wakeRuns();
  return redirectTo(control === "discard" ? "/runs" : `/runs/${run.id}`, DEEDS[control][1]);
}

/** What people do with a run. */
export const steering = {
  async start(context: RunContext): Promise<PageAnswer> {
    refuseOthers(context, "start");
    const typed = readStart(context);
    const rate = parseRate(typed.rate);
    if (rate === undefined)
      return controlsOf(context).start ? showRun(context, { errors: RATE_ERROR, typed }) : late(context);
    const { runs } = context.page.customer.stores;
    return ended(context, "start", await runs.start(context.run.id, { ...typed, rate }));
  },

  async simply(context: RunContext, control: Exclude<Control, "start">): Promise<PageAnswer> {
    refuseOthers(context, control);
    const { runs } = context.page.customer.stores;
    return ended(context, control, await runs[control](context.run.id));
  },

  /** Sets another pace while it runs. */
  async setRate(context: RunContext): Promise<PageAnswer> {
    refuseOthers(context, "resume");
    const { page, run } = context;
    const typedRate = page.form.get("rate")?.trim() ?? "";
    const rate = parseRate(typedRate);
    if (rate === undefined) return showRun(context, { errors: RATE_ERROR, typedRate });
    if (!(await page.customer.stores.runs.setRate(run.id, rate))) return late(context);
    const pace = rate === null ? "as fast as it goes" : `at most ${rate} leads a second`;
    await page.log(runEvent(run, `set to go ${pace}`, `${page.home}/runs/${run.id}`));
    return redirectTo(`/runs/${run.id}`, `From the next batch on it goes ${pace}.`);
  },

  /** Makes a run that takes this one back: it is looked at, and started, like any other. */
  async undo(context: RunContext): Promise<PageAnswer> {
    const { page, run } = context;
    if (run.state !== "done" && run.state !== "stopped") return late(context);
    const direction = run.direction === "dearchive" ? "archive" : "dearchive";
    return beginRun(page, { direction, source: { kind: "undo" }, undoOf: run.id });
  },
};
