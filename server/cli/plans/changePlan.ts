import { readManifest } from "../../config/manifest.ts";
import type { Obstacle, Plan } from "../../plans/plan.ts";
import { planEvent } from "../../plans/planLog.ts";
import { INSTALLER } from "../../vicidial/menuLink.ts";
import { pathFor } from "../install/menuPlan.ts";
import { logChange } from "../logChange.ts";
import { printJson, say } from "../output.ts";
import { findPlan, type PlansOptions, type PlanTools, withPlans } from "./planAccess.ts";

async function logPlan({ id, name }: Plan, change: string, { customer }: PlansOptions): Promise<void> {
  const path = `${pathFor(customer, readManifest().menu.path)}/plans/${id}`;
  await logChange(customer, planEvent("MODIFY", { id, name }, change, { path }));
}

function obstacleError({ id, user }: Plan, { code, detail }: Obstacle): Error {
  return new Error(`plan ${id} acts for ${user} and cannot run: ${`${code} ${detail}`.trim()}`);
}

/** Changes a plan, then logs and prints what was done. */
async function change(
  idText: string,
  options: PlansOptions,
  work: (tools: PlanTools, plan: Plan) => Promise<{ readonly change: string; readonly runId?: number }>,
  next: string,
): Promise<void> {
  const { plan, done } = await withPlans(options.customer, async (tools) => {
    const found = await findPlan(tools, idText);
    return { plan: found, done: await work(tools, found) };
  });
  await logPlan(plan, done.change, options);
  if (options.json)
    return printJson({ id: plan.id, changed: done.change, ...(done.runId && { run: done.runId }) });
  say(`Plan ${plan.id} "${plan.name}" ${done.change}. ${next}`);
}

/** Runs `plans pause`. */
export function pausePlan(idText: string, options: PlansOptions): Promise<void> {
  const work = async ({ plans }: PlanTools, { id }: Plan) => {
    if (!(await plans.pause(id, INSTALLER))) throw new Error(`plan ${id} is already paused`);
    return { change: "paused" };
  };
  return change(idText, options, work, "A run that has started continues.");
}

/** Runs `plans resume`. */
export function resumePlan(idText: string, options: PlansOptions): Promise<void> {
  const work = async ({ plans, decisions }: PlanTools, plan: Plan) => {
    const now = new Date();
    const obstacle = await decisions.obstacleOf(plan, now);
    if (obstacle) throw obstacleError(plan, obstacle);
    if (!(await plans.resume(plan, now))) throw new Error(`plan ${plan.id} is not paused`);
    return { change: "resumed" };
  };
  return change(idText, options, work, "See its next time with: vicidial-dearchive plans list");
}

/** Runs `plans run`. */
export function runPlan(idText: string, options: PlansOptions): Promise<void> {
  const work = async ({ plans, decisions }: PlanTools, plan: Plan) => {
    const now = new Date();
    const decision = await decisions.runOf(plan, now, { requestId: "command-line" });
    if (decision.do === "pause") throw obstacleError(plan, decision.obstacle);
    if (decision.do === "nothing")
      throw new Error(`list ${decision.detail} already has enough dialable leads, so no run was made`);
    const done = await plans.runNow(plan.id, decision.run, now);
    if (!done) throw new Error(`plan ${plan.id} was deleted`);
    if (done.runId === null) throw new Error(`run ${done.detail} of plan ${plan.id} is still active`);
    return { change: `made run ${done.runId} on request`, runId: done.runId };
  };
  return change(idText, options, work, "It starts by itself once its leads are checked.");
}
