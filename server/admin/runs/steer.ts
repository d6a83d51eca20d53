import { runEvent } from "../../runs/adminEvent.ts";
import { CONCERNS_OF, type Concern } from "../../runs/concerns.ts";
import type { Control, Run } from "../../runs/run.ts";
import { goTo, type PageAnswer } from "../answer.ts";
import { beginRun } from "../leads/makeRun.ts";
import { refusePage } from "../pageFault.ts";
import type { RunScene } from "./parts.ts";
import type { TypedStart } from "./readyView.ts";
import { controlsOf, showRun } from "./show.ts";

const MAX_RATE = 100_000;
const LATE = "Somebody else, or the run itself, was quicker. This is how things stand now.";

/** What was done, as Vicidial's admin log has it, and as the next page says it. */
const DEEDS: Readonly<Record<Control, readonly [log: string, notice: string]>> = {
  start: ["started", "The run goes on by itself: you may close this page."],
  pause: ["paused", "Paused. The batch under way ends first."],
  resume: ["resumed", "The run goes on."],
  stop: ["stopped", "Stopped. What was moved stays moved; it can be taken back below."],
  recheck: ["checked again", "Its leads are looked at once more."],
  discard: ["discarded", "The run was thrown away. No lead was touched."],
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
    leaveOut: CONCERNS_OF[run.direction].filter(isLeftOut),
    bringsCallbacks: page.form.get("callbacks") === "on",
    rate: page.form.get("rate")?.trim() ?? "",
  };
}

async function note({ page, run }: RunScene, control: Control, now: Run = run): Promise<void> {
  const path = `${page.home}/runs/${run.id}`;
  await page.log(runEvent(now, DEEDS[control][0], path));
}

/** Refuses what a person may not do, whatever the page offered; what came too late is told on the page. */
function refuseOthers({ mayDrive }: RunScene, control: Control): void {
  const isDriving = control !== "pause" && control !== "stop";
  if (isDriving && !mayDrive) refusePage({ code: "right_missing", page: "runs", action: control });
}

async function ended(scene: RunScene, control: Control, isDone: boolean): Promise<PageAnswer> {
  const { page, run } = scene;
  if (!isDone) {
    const now = await page.customer.stores.runs.find(run.id);
    return now ? showRun({ ...scene, run: now }, { text: LATE }) : refusePage({ code: "page_not_found" });
  }
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
    if (rate === undefined && controlsOf(scene).start) return showRun(scene, { errors: RATE_ERROR, typed });
    const { runs } = scene.page.customer.stores;
    return ended(scene, "start", await runs.start(scene.run.id, { ...typed, rate: rate ?? null }));
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
    const rate = parseRate(page.form.get("rate")?.trim() ?? "");
    if (rate === undefined) return showRun(scene, { errors: RATE_ERROR });
    if (!(await page.customer.stores.runs.setRate(run.id, rate))) return showRun(scene, { text: LATE });
    const pace = rate === null ? "as fast as it goes" : `at most ${rate} leads a second`;
    await page.log(runEvent(run, `set to go ${pace}`, `${page.home}/runs/${run.id}`));
    return goTo(`/runs/${run.id}`, `From the next batch on it goes ${pace}.`);
  },

  /** Makes a run that takes this one back: it is looked at, and started, like any other. */
  async undo(scene: RunScene): Promise<PageAnswer> {
    const { page, run } = scene;
    if (run.state !== "done" && run.state !== "stopped") return showRun(scene, { text: LATE });
    const direction = run.direction === "dearchive" ? "archive" : "dearchive";
    return beginRun(page, { direction, source: { kind: "undo" }, undoOf: run.id });
  },
};
