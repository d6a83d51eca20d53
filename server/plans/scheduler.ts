import type { Knex } from "knex";
import type { Logger } from "pino";
import type { CustomerScope } from "../db/customerScope.ts";
import { runEvent } from "../runs/adminLogEvent.ts";
import type { AdminEvent, WriteAdminLog } from "../vicidial/adminLog.ts";
import type { Plan } from "./plan.ts";
import { createPlanDecisions, type PlanDecisionsOptions } from "./planDecisions.ts";
import { selfPauseEvent } from "./planLog.ts";
import { type ClaimedPlan, createPlanQueue, type Decision } from "./planQueue.ts";
import type { Done } from "./planResults.ts";

export interface SchedulerOptions extends PlanDecisionsOptions {
  readonly db: Knex;
  readonly scope: CustomerScope;
  /** The customer whose plans are carried out. */
  readonly customer: string;
  /** Path of the customer's overview page, for links. */
  readonly home: string;
  /** @throws DearchiveError office_hours */
  readonly refuseByOfficeHours: (customer: string, now: Date) => Promise<void>;
  readonly clock: () => Date;
  readonly logger: Logger;
  readonly writeAdminLog: WriteAdminLog;
  /** Called for unexpected errors. */
  readonly onFailure: (error: unknown) => void;
}

/** Maximum number of plans per pass. The others follow in the next pass. */
const PLANS_AT_ONCE = 20;
/** How often next times are compared with the clock (ms). */
const CORRECT_EVERY_MS = 60_000;

/** Carries out the plans of one customer when they are due. Several instances share the work. */
export function createScheduler(options: SchedulerOptions) {
  const { customer, home, clock, refuseByOfficeHours, logger, writeAdminLog, onFailure } = options;
  const queue = createPlanQueue(options.db, options.scope, customer);
  const decisions = createPlanDecisions(options);
  let correctAt = 0;

  /** Returns the event for Vicidial's admin log, if there is one. */
  function eventOf(plan: Plan, decision: Decision, done: Done): AdminEvent | undefined {
    if (decision.do === "pause") return selfPauseEvent(plan, decision.obstacle, `${home}/plans/${plan.id}`);
    if (decision.do !== "run" || done.runId === null) return undefined;
    const run = { ...decision.run, id: done.runId, leadCount: 0, counts: {} };
    return runEvent(run, `created by plan ${plan.id}`, `${home}/runs/${done.runId}`);
  }

  async function report(plan: Plan, decision: Decision, done: Done): Promise<void> {
    const facts = { customer, plan_id: plan.id, result: done.code, run_id: done.runId };
    if (decision.do === "pause")
      logger.warn({ ...facts, reason: decision.obstacle.code }, "a plan paused itself");
    else logger.info(facts, "a plan was due");
    const event = eventOf(plan, decision, done);
    if (event) await writeAdminLog(event, { user: plan.user, address: "" }, clock());
  }

  /** Keeps the lease after an error, so that the plan is not retried at once. */
  async function carryOut(claimed: ClaimedPlan): Promise<void> {
    const { plan } = claimed;
    const now = clock();
    const decision = await decisions.decide(plan, now, refuseByOfficeHours);
    const done = await queue.settle(claimed, decision, now);
    return done ? report(plan, decision, done) : queue.release(claimed);
  }

  return async function runDuePlans(): Promise<void> {
    if (performance.now() >= correctAt) {
      correctAt = performance.now() + CORRECT_EVERY_MS;
      await queue.correctTimes(clock());
    }
    for (let count = 0; count < PLANS_AT_ONCE; count += 1) {
      const claimed = await queue.claim(clock());
      if (!claimed) return;
      await carryOut(claimed).catch(onFailure);
    }
  };
}
