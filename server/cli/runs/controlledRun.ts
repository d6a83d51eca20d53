import { readManifest } from "../../config/manifest.ts";
import { endEvents, runEvent } from "../../runs/adminLogEvent.ts";
import type { Run } from "../../runs/run.ts";
import { pathFor } from "../install/menuPlan.ts";
import { logChange } from "../logChange.ts";
import { printJson, say } from "../output.ts";
import { findRun, type RunsOptions, withRuns } from "./runAccess.ts";

type RunControl = "pause" | "resume" | "stop";

const TEXTS: Readonly<Record<RunControl, { readonly done: string; readonly next: string }>> = {
  pause: { done: "paused", next: "The current batch finishes first." },
  resume: { done: "resumed", next: "It continues as soon as a server is running." },
  stop: { done: "stopped", next: "Leads that were moved stay moved. You can undo the run on its page." },
};

/** Writes the same rows to Vicidial's admin log as the page of the run. */
async function logControl(run: Run, control: RunControl, customer: string): Promise<void> {
  const path = `${pathFor(customer, readManifest().menu.path)}/runs/${run.id}`;
  const events =
    control === "stop" ? endEvents(run, "stopped", path) : [runEvent(run, TEXTS[control].done, path)];
  for (const event of events) await logChange(customer, event);
}

/** @throws Error if the state of the run does not allow the control */
async function controlRun(control: RunControl, idText: string, options: RunsOptions): Promise<void> {
  const run = await withRuns(options.customer, async ({ runs }) => {
    const found = await findRun(runs, idText);
    if (await runs[control](found.id)) return found;
    const { state } = (await runs.find(found.id)) ?? found;
    throw new Error(`run ${found.id} is ${state}, so it cannot be ${TEXTS[control].done}`);
  });
  await logControl(run, control, options.customer);
  const { done, next } = TEXTS[control];
  if (options.json) return printJson({ id: run.id, changed: done });
  say(`Run ${run.id} was ${done}. ${next}`);
}

/** Runs `runs pause`. */
export function pauseRun(idText: string, options: RunsOptions): Promise<void> {
  return controlRun("pause", idText, options);
}

/** Runs `runs resume`. */
export function resumeRun(idText: string, options: RunsOptions): Promise<void> {
  return controlRun("resume", idText, options);
}

/** Runs `runs stop`. */
export function stopRun(idText: string, options: RunsOptions): Promise<void> {
  return controlRun("stop", idText, options);
}
