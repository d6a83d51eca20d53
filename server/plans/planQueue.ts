import type { Knex } from "knex";
import type { CustomerScope } from "../db/customerScope.ts";
import { LEASE_END, NOW, newOwner } from "../db/lease.ts";
import { toUtcText } from "../db/sql.ts";
import { inTransaction } from "../db/transaction.ts";
import type { NewRun } from "../runs/store/runCreation.ts";
import { truncate } from "../vicidial/vicidialText.ts";
import type { Obstacle, Plan } from "./plan.ts";
import { type Done, makePlanRun, recordResult } from "./planResults.ts";
import { toPlan } from "./planRow.ts";
import { nextTime, timesAfter } from "./schedule.ts";

/** A plan whose time has come, claimed by one instance. */
export interface ClaimedPlan {
  readonly plan: Plan & { readonly dueAt: Date };
  /** Unique for each claim. */
  readonly owner: string;
}

/** What to do at a time of a plan: make a run, do nothing, or pause the plan. */
export type Decision =
  | { readonly do: "run"; readonly run: NewRun }
  | { readonly do: "nothing"; readonly code: "closed" | "missed" | "filled"; readonly detail: string }
  | { readonly do: "pause"; readonly obstacle: Obstacle };

const MAX_DETAIL = 255;
/** Times that may already have a result, because the clock was set back. */
const TIMES_COMPARED = 20;

/**
 * Shares the due plans of a customer between instances. Claims expire by the database's clock. The result is recorded in one
 * transaction with the plan's next time, so that no time is carried out twice.
 */
export function createPlanQueue(db: Knex, scope: CustomerScope, customer: string) {
  const theirs = (connection: Knex = db) => connection("dearchive_plans").where({ customer });

  async function carryOut(trx: Knex, planId: number, decision: Decision): Promise<Done> {
    switch (decision.do) {
      case "run":
        return makePlanRun(trx, scope, planId, decision.run);
      case "nothing":
        return { code: decision.code, detail: decision.detail, runId: null };
      case "pause":
        return {
          code: "paused",
          detail: `${decision.obstacle.code} ${decision.obstacle.detail}`,
          runId: null,
        };
    }
  }

  return {
    /** Claims the plan that has been due longest. Index: (customer, state, due_at). */
    async claim(now: Date): Promise<ClaimedPlan | undefined> {
      const isFree = `(lease_until IS NULL OR lease_until < ${NOW})`;
      const isDue = () =>
        theirs().where({ state: "active" }).where("due_at", "<=", toUtcText(now)).whereRaw(isFree);
      const found = await isDue().orderBy(["due_at", "id"]).first("id");
      if (!found) return undefined;
      const owner = newOwner();
      await isDue()
        .where({ id: found.id })
        .update({ lease_owner: owner, lease_until: db.raw(LEASE_END) });
      const row = await theirs().where({ id: found.id, lease_owner: owner }).first();
      if (!row) return undefined;
      const plan = toPlan(row);
      return plan.dueAt ? { plan: { ...plan, dueAt: plan.dueAt }, owner } : undefined;
    },

    /**
     * Carries out a decision and sets the plan's next time.
     *
     * @returns undefined if the claim was lost, or a user has changed the plan
     */
    async settle({ plan, owner }: ClaimedPlan, decision: Decision, now: Date): Promise<Done | undefined> {
      const { id, version, dueAt, schedule } = plan;
      const due = nextTime(schedule, now);
      const next =
        decision.do === "pause"
          ? {
              state: "paused",
              due_at: null,
              pause_code: decision.obstacle.code,
              pause_detail: truncate(decision.obstacle.detail, MAX_DETAIL),
              paused_at: db.raw(NOW),
              paused_by: null,
            }
          : { due_at: due && toUtcText(due) };
      return inTransaction(db, async (trx) => {
        const settled = await theirs(trx)
          .where({ id, version, state: "active", lease_owner: owner, due_at: toUtcText(dueAt) })
          .update({ ...next, lease_owner: null, lease_until: null });
        if (settled === 0) return undefined;
        const done = await carryOut(trx, id, decision);
        await recordResult(trx, id, done, { dueAt, now });
        return done;
      });
    },

    /** Releases a plan that was not settled, so that any instance can claim it. */
    async release({ plan, owner }: ClaimedPlan): Promise<void> {
      await theirs()
        .where({ id: plan.id, lease_owner: owner })
        .update({ lease_owner: null, lease_until: null });
    },

    /**
     * Corrects next times that are too late because the clock was wrong when they were set. Skips times that have a result
     * already.
     */
    async correctTimes(now: Date): Promise<void> {
      const rows = await theirs().where({ state: "active" }).where("due_at", ">", toUtcText(now)).select("*");
      for (const { id, version, schedule, dueAt } of rows.map(toPlan)) {
        const next = nextTime(schedule, now);
        if (!dueAt || !next || next >= dueAt) continue;
        const known = await db("dearchive_plan_results")
          .where({ plan_id: id })
          .where("due_at", ">", toUtcText(now))
          .limit(TIMES_COMPARED)
          .pluck("due_at");
        for (const at of timesAfter(schedule, now)) {
          if (at >= dueAt) break;
          if (known.includes(toUtcText(at))) continue;
          await theirs()
            .where({ id, version, due_at: toUtcText(dueAt) })
            .update({ due_at: toUtcText(at) });
          break;
        }
      }
    },
  };
}

export type PlanQueue = ReturnType<typeof createPlanQueue>;
