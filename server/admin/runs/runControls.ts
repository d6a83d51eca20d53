import { runEvent } from "../../runs/adminLogEvent.ts";
import { type Concern, concernsOf } from "../../runs/leadWarnings.ts";
import { type Control, isDriving } from "../../runs/run.ts";
import { MAX_RATE } from "../../runs/work/throttle.ts";
import { goTo, type PageAnswer } from "../shell/pageAnswer.ts";
import { refusePage } from "../shell/pageErrors.ts";
import { beginRun } from "./createRun.ts";
import type { TypedStart } from "./readyView.ts";
import type { RunScene } from "./runContext.ts";
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

function readStart({ page, run }: RunScene): TypedStart {
  const [ticked, offered] = [page.form.getAll("leave_out"), page.form.getAll("offered")];
  // What the page had no box for stays as it was: it was found on no lead then, and may be on some by now.
  const isLeftOut = (concern: Concern) =>
    offered.includes(concern) ? ticked.includes(concern) : run.leaveOut.includes(concern);
  return {
    leaveOut: concernsOf(run).filter(isLeftOut),
    bringsCallbacks: page.form.get("callbacks") === "on",
    rate: page.form.get("rate")?.trim() ?? "",
  };
}

async function note({ page, run }: RunScene, control: Control): Promise<void> {
  await page.log(runEvent(run, DEEDS[control][0], `${page.home}/runs/${run.id}`));
}

/** Refuses what a person may not do, whatever the page offered; what came too late is told on the page. */
function refuseOthers({ mayDrive }: RunScene, control: Control): void {
  if (isDriving(control) && !mayDrive) refusePage({ code: "right_missing", page: "runs", action: control });
}

/** Tells that something changed meanwhile, on the page as it is by now. */
async function late({ page, run, ...scene }: RunScene): Promise<PageAnswer> {
  const now = await page.customer.stores.runs.find(run.id);
  return now ? showRun({ ...scene, page, run: now }, { text: LATE }) : refusePage({ code: "page_not_found" });
}

async function ended(scene: RunScene, control: Control, isDone: boolean): Promise<PageAnswer> {
  if (!isDone) return late(scene);
  const { page, run } = scene;
  await note(scene, control);
  page.customer.wakeRuns();
  return goTo(control === "discard" ? "/runs" : `/runs/${run.id}`, DEEDS[control][1]);
}

/** What people do with a run. */
export const steering = {
  async start(scene: RunScene): Promise<PageAnswer> {
    refuseOthers(scene, "start");
    const typed = readStart(scene);
    const rate = parseRate(typed.rate);
    if (rate === undefined)
      return controlsOf(scene).start ? showRun(scene, { errors: RATE_ERROR, typed }) : late(scene);
    const { runs } = scene.page.customer.stores;
    return ended(scene, "start", await runs.start(scene.run.id, { ...typed, rate }));
  },

  async simply(scene: RunScene, control: Exclude<Control, "start">): Promise<PageAnswer> {
    refuseOthers(scene, control);
    const { runs } = scene.page.customer.stores;
    return ended(scene, control, await runs[control](scene.run.id));
  },

  /** Sets another pace while it runs. */
  async setRate(scene: RunScene): Promise<PageAnswer> {
    refuseOthers(scene, "resume");
    const { page, run } = scene;
    const typedRate = page.form.get("rate")?.trim() ?? "";
    const rate = parseRate(typedRate);
    if (rate === undefined) return showRun(scene, { errors: RATE_ERROR, typedRate });
    if (!(await page.customer.stores.runs.setRate(run.id, rate))) return late(scene);
    const pace = rate === null ? "as fast as it goes" : `at most ${rate} leads a second`;
    await page.log(runEvent(run, `set to go ${pace}`, `${page.home}/runs/${run.id}`));
    return goTo(`/runs/${run.id}`, `From the next batch on it goes ${pace}.`);
  },

  /** Makes a run that takes this one back: it is looked at, and started, like any other. */
  async undo(scene: RunScene): Promise<PageAnswer> {
    const { page, run } = scene;
    if (run.state !== "done" && run.state !== "stopped") return late(scene);
    const direction = run.direction === "dearchive" ? "archive" : "dearchive";
    return beginRun(page, { direction, source: { kind: "undo" }, undoOf: run.id });
  },
};
