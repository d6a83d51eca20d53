import type { Knex } from "knex";
import { type CustomerScope, inScope } from "../db/customerScope.ts";
import { isDuplicateRow } from "../db/databaseErrors.ts";
import { NOW } from "../db/lease.ts";
import type { PlanResultRow } from "../db/ownTables.ts";
import { queryRows, toUtcText } from "../db/sql.ts";
import { inTransaction } from "../db/transaction.ts";
import type { NewRun } from "../runs/store/runCreation.ts";
import type { Plan, PlanResult, PlanSettings } from "./plan.ts";
import { type Done, makePlanRun, recordResult } from "./planResults.ts";
import { settingColumns, toPlan, toResult } from "./planRow.ts";
import { nextTime } from "./schedule.ts";

/** More plans than any call center has. */
const PLAN_LIMIT = 500;
/** How long results are kept, like API requests and the messages of webhooks. The last one of each plan stays. */
const RESULT_DAYS = 30;
const MS_PER_DAY = 86_400_000;

/** Result of a change: `taken` means another plan has the name, `stale` that the version is outdated. */
export type SavedPlan = "saved" | "taken" | "stale";

const NO_PAUSE = { pause_code: null, pause_detail: null, paused_at: null, paused_by: null } as const;
const NO_LEASE = { lease_owner: null, lease_until: null } as const;

function dueColumn(settings: Pick<PlanSettings, "schedule">, now: Date) {
  const due = nextTime(settings.schedule, now);
  return { due_at: due && toUtcText(due) };
}

/** Reads and changes plans for users. The scheduler uses `planQueue.ts`. */
export function createPlanStore(db: Knex, scope: CustomerScope) {
  const theirs = (connection: Knex = db) => connection("dearchive_plans").where(inScope(scope));

  async function unlessTaken<T>(work: () => Promise<T>): Promise<T | "taken"> {
    try {
      return await work();
    } catch (error) {
      if (isDuplicateRow(error)) return "taken";
      throw error;
    }
  }

  /** Reads the last result of each plan. Index: (plan_id, due_at). */
  async function lastResults(planIds: readonly number[]): Promise<ReadonlyMap<number, PlanResult>> {
    if (planIds.length === 0) return new Map();
    const rows = await queryRows<PlanResultRow>(
      db,
      `SELECT result.* FROM dearchive_plan_results AS result JOIN
         (SELECT plan_id, MAX(due_at) AS due_at FROM dearchive_plan_results WHERE plan_id IN (?) GROUP BY plan_id)
         AS newest ON newest.plan_id = result.plan_id AND newest.due_at = result.due_at`,
      [planIds],
    );
    return new Map(rows.map((row) => [row.plan_id, toResult(row)]));
  }

  return {
    /** Returns every plan, by name. Index: (customer, state, due_at). */
    async list(): Promise<readonly Plan[]> {
      return (await theirs().select("*").orderBy(["name", "id"]).limit(PLAN_LIMIT)).map(toPlan);
    },

    /** Index: the primary key. */
    async find(id: number): Promise<Plan | undefined> {
      const row = await theirs().where({ id }).first();
      return row && toPlan(row);
    },

    /** Creates an active plan. @returns its id, or `taken` */
    async create(
      customer: string,
      settings: PlanSettings,
      createdBy: string,
      now: Date,
    ): Promise<number | "taken"> {
      return unlessTaken(async () => {
        const [id = 0] = await db("dearchive_plans").insert({
          customer,
          ...settingColumns(settings),
          state: "active",
          ...dueColumn(settings, now),
          created_by: createdBy,
          created_at: db.raw(NOW),
          updated_at: db.raw(NOW),
        });
        return id;
      });
    },

    /** Changes a plan if its version is unchanged. Its next time follows from the new schedule. */
    async change({ id, version, state }: Plan, settings: PlanSettings, now: Date): Promise<SavedPlan> {
      return unlessTaken(async () => {
        const changed = await theirs()
          .where({ id, version, state })
          .update({
            ...settingColumns(settings),
            ...(state === "active" && dueColumn(settings, now)),
            version: version + 1,
            updated_at: db.raw(NOW),
          });
        return changed > 0 ? "saved" : "stale";
      });
    },

    /** Pauses a plan for a user. @returns whether the plan was active */
    async pause(id: number, user: string): Promise<boolean> {
      const changed = await theirs()
        .where({ id, state: "active" })
        .update({
          state: "paused",
          due_at: null,
          ...NO_LEASE,
          ...NO_PAUSE,
          paused_at: db.raw(NOW),
          paused_by: user,
        });
      return changed > 0;
    },

    /** Continues with the next time of the schedule. @returns whether the plan was paused */
    async resume({ id, schedule }: Pick<Plan, "id" | "schedule">, now: Date): Promise<boolean> {
      const changed = await theirs()
        .where({ id, state: "paused" })
        .update({ state: "active", ...NO_PAUSE, ...dueColumn({ schedule }, now) });
      return changed > 0;
    },

    /** Deletes a plan with its results. Its runs stay. */
    async remove(id: number): Promise<boolean> {
      return inTransaction(db, async (trx) => {
        const removed = await theirs(trx).where({ id }).delete();
        if (removed > 0) await trx("dearchive_plan_results").where({ plan_id: id }).delete();
        return removed > 0;
      });
    },

    /** Makes a run now, apart from the schedule. @returns undefined if the plan no longer exists */
    async runNow(id: number, run: NewRun, now: Date): Promise<Done | undefined> {
      return inTransaction(db, async (trx) => {
        const locked = await theirs(trx).where({ id }).forUpdate().first("id");
        if (!locked) return undefined;
        const done = await makePlanRun(trx, scope, id, run);
        if (done.code === "run") await recordResult(trx, id, done, { dueAt: now, now });
        return done;
      });
    },

    /** Reads the results of a plan, newest first. Index: (plan_id, due_at). */
    async results(planId: number, limit: number): Promise<readonly PlanResult[]> {
      const rows = await db("dearchive_plan_results")
        .where({ plan_id: planId })
        .orderBy("due_at", "desc")
        .limit(limit);
      return rows.map(toResult);
    },

    lastResults,

    /** Deletes old results. Index: (plan_id, due_at). */
    async cleanResults(now: Date): Promise<void> {
      const old = toUtcText(new Date(now.getTime() - RESULT_DAYS * MS_PER_DAY));
      const plans = await theirs().limit(PLAN_LIMIT).pluck("id");
      for (const [planId, { dueAt }] of await lastResults(plans)) {
        await db("dearchive_plan_results")
          .where({ plan_id: planId })
          .where("due_at", "<", old)
          .where("due_at", "<", toUtcText(dueAt))
          .delete();
      }
    },
  };
}

export type PlanStore = ReturnType<typeof createPlanStore>;
