import { fail } from "../../errors.ts";
import { requireScope } from "../../keys/authenticate.ts";
import { endEvents } from "../../runs/adminLogEvent.ts";
import { countWhere, willMove } from "../../runs/leadWarnings.ts";
import { allows, type Run, type RunState } from "../../runs/run.ts";
import { answerRun, checkChanges } from "./newRun.ts";
import { findRun, logEvents, logRun, type RunCall } from "./runCaller.ts";
import { refuseInvalid } from "./runFields.ts";
import { readStartRequest } from "./runRequest.ts";
import { DIRECTION_NAMES } from "./runSettings.ts";

type Steering = "pause" | "resume" | "stop";

/** The state after each control, and its past participle for messages. */
const CONTROLS: Readonly<Record<Steering | "start", { readonly state: RunState; readonly done: string }>> = {
  start: { state: "running", done: "started" },
  pause: { state: "paused", done: "paused" },
  resume: { state: "running", done: "resumed" },
  stop: { state: "stopped", done: "stopped" },
};

/** Answers a late control: with the run if it is in the wanted state already, else with a refusal. */
async function answerLate(call: RunCall, id: number, control: keyof typeof CONTROLS): Promise<void> {
  const { state, done } = CONTROLS[control];
  const now = (await call.customer.stores.runs.find(id)) ?? fail({ code: "run_unknown" });
  if (now.state !== state) fail({ code: "run_state", state: now.state, action: done });
  await answerRun(call, id, 200);
}

async function findToControl(call: RunCall): Promise<Run> {
  const run = await findRun(call);
  requireScope(call.key, DIRECTION_NAMES[run.direction]);
  return run;
}

/** `POST /vicidial/leads/runs/:id/pause`, `/resume` and `/stop`. Idempotent. */
export function steerRun(control: Steering) {
  return async (call: RunCall): Promise<void> => {
    const { customer } = call;
    const run = await findToControl(call);
    const isChanged = await customer.stores.runs[control](run.id);
    if (!isChanged) return answerLate(call, run.id, control);
    customer.wakeRuns();
    const { done } = CONTROLS[control];
    if (control === "stop")
      await logEvents(call, endEvents(run, "stopped", `${customer.home}/runs/${run.id}`));
    else await logRun(call, run, done);
    await answerRun(call, run.id, 200);
  };
}

/** `POST /vicidial/leads/runs/:id/start`: starts a run that is ready. Settings of the body replace those of the run. */
export async function startRun(call: RunCall): Promise<void> {
  const { customer, text } = call;
  const { runs } = customer.stores;
  const run = await findToControl(call);
  const { settings } = readStartRequest(text, run);
  if (!allows(run.state, "start")) return answerLate(call, run.id, "start");
  await checkChanges(call, settings);
  const chosen = {
    skip: settings.skip ?? run.skip,
    restoresCallbacks: settings.restoresCallbacks ?? run.restoresCallbacks,
    rate: settings.rate === undefined ? run.rate : settings.rate,
    changes: settings.changes === undefined ? run.changes : settings.changes,
  };
  const skip = new Set(chosen.skip);
  if (countWhere(run.tally, (warnings) => willMove(warnings, skip)) === 0)
    refuseInvalid([{ field: "skip", message: "leaves no lead to move" }]);
  if (!(await runs.start(run.id, chosen))) return answerLate(call, run.id, "start");
  if (settings.name !== undefined) await runs.rename(run.id, settings.name);
  customer.wakeRuns();
  await logRun(call, run, "started");
  await answerRun(call, run.id, 200);
}
