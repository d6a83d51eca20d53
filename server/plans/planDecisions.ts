import type { Knex } from "knex";
import { isOutOfReach } from "../db/databaseErrors.ts";
import { DearchiveError } from "../errors.ts";
import { type ChangesOwner, createChangesCheck } from "../leads/changes/index.ts";
import { createDialableLeads } from "../leads/lookup/dialableLeads.ts";
import type { NewRun } from "../runs/store/runCreation.ts";
import { missingMoveRight } from "../vicidial/apiRights.ts";
import { createDialStatuses } from "../vicidial/dialStatuses.ts";
import { isInScope, type ListScope, type Lists } from "../vicidial/lists.ts";
import type { Users } from "../vicidial/users.ts";
import type { Obstacle, Plan, TopUp } from "./plan.ts";
import type { Decision } from "./planQueue.ts";
import { searchAt } from "./planSearch.ts";

export interface PlanDecisionsOptions {
  readonly db: Knex;
  readonly vicidialDatabase: string;
  readonly users: Pick<Users, "find">;
  readonly lists: Pick<Lists, "scopeOf" | "find">;
}

/** How a run of a plan is made. */
export interface MakeOptions {
  readonly requestId: string;
  /** A dry run is checked, and then waits for a user. */
  readonly isDryRun?: boolean;
}

/** The dialable leads that a list has, and the number that it lacks. */
export interface TopUpState {
  readonly dialable: number;
  readonly missing: number;
}

/** Delay (ms) after which a time counts as missed, because no instance was running. */
export const MISSED_AFTER_MS = 600_000;

/** Decides what a plan does now. */
export function createPlanDecisions({ db, vicidialDatabase, users, lists }: PlanDecisionsOptions) {
  const dialStatusesOf = createDialStatuses(db, vicidialDatabase);
  const countDialable = createDialableLeads(db, vicidialDatabase);
  const checkChanges = createChangesCheck(db, vicidialDatabase);

  async function listObstacle(
    { search, topUp }: Plan,
    scope: ListScope,
    now: Date,
  ): Promise<Obstacle | undefined> {
    if (scope.kind === "some" && scope.listIds.size === 0) return { code: "no_lists", detail: "" };
    const named = [search.listId, topUp?.listId].flatMap((id) => (id === undefined ? [] : [String(id)]));
    const barred = named.find((id) => !isInScope(scope, id));
    if (barred !== undefined) return { code: "list_not_allowed", detail: barred };
    if (!topUp) return undefined;
    const found = await lists.find([String(topUp.listId)], now);
    return found.size === 0 ? { code: "list_gone", detail: String(topUp.listId) } : undefined;
  }

  async function changesObstacle(
    { changes }: Plan,
    owner: ChangesOwner,
    now: Date,
  ): Promise<Obstacle | undefined> {
    const [problem] = changes ? await checkChanges.problemsOf(changes, owner, now) : [];
    return problem && { code: "changes_impossible", detail: String(problem.text) };
  }

  /** Returns why the plan cannot run, such as a right that its user lost; undefined if it can. */
  async function obstacleOf(plan: Plan, now: Date): Promise<Obstacle | undefined> {
    const user = await users.find(plan.user);
    const missing = missingMoveRight(user);
    if (!user || missing) return { code: "owner_rights", detail: missing ?? "unknown_user" };
    const scope = await lists.scopeOf(user.allowedCampaigns);
    return (
      (await listObstacle(plan, scope, now)) ??
      (await changesObstacle(plan, { scope, allowedCampaigns: user.allowedCampaigns }, now))
    );
  }

  /** Returns how many leads a list lacks; undefined if that cannot be counted. */
  async function topUpState({ listId, leads }: TopUp, now: Date): Promise<TopUpState | undefined> {
    const list = (await lists.find([String(listId)], now)).get(String(listId));
    try {
      const statuses = list ? await dialStatusesOf(list.campaignId) : [];
      const dialable = await countDialable(listId, statuses, leads);
      return { dialable, missing: leads - dialable };
    } catch (error) {
      if (isOutOfReach(error)) return undefined;
      throw error;
    }
  }

  /** Returns the run that a plan makes now, or why it makes none. */
  async function runOf(plan: Plan, now: Date, { requestId, isDryRun }: MakeOptions): Promise<Decision> {
    const obstacle = await obstacleOf(plan, now);
    if (obstacle) return { do: "pause", obstacle };
    const state = plan.topUp && (await topUpState(plan.topUp, now));
    if (state === undefined) return { do: "pause", obstacle: { code: "not_countable", detail: "" } };
    if (plan.topUp && state && state.missing <= 0)
      return { do: "nothing", code: "filled", detail: String(plan.topUp.listId) };
    const { search, schedule, mostLeads, order, skip, restoresCallbacks, rate, changes } = plan;
    const run: NewRun = {
      customer: plan.customer,
      direction: plan.direction,
      user: plan.user,
      requestId,
      name: plan.name,
      planId: plan.id,
      source: {
        kind: "search",
        search: searchAt(search, now, schedule.timeZone),
        take: { most: Math.min(mostLeads, state?.missing ?? mostLeads), order },
      },
      settings: { skip, restoresCallbacks, rate, changes },
      startsItself: !isDryRun,
    };
    return { do: "run", run };
  }

  return {
    obstacleOf,
    topUpState,
    runOf,

    /**
     * Decides what a plan does at a time of its schedule.
     *
     * @param refuseByOfficeHours throws DearchiveError office_hours
     */
    async decide(
      plan: Plan & { readonly dueAt: Date },
      now: Date,
      refuseByOfficeHours: (customer: string, now: Date) => Promise<void>,
    ): Promise<Decision> {
      const decision = await runOf(plan, now, { requestId: `plan-${plan.id}` });
      if (decision.do === "pause") return decision;
      const isLate = now.getTime() - plan.dueAt.getTime() > MISSED_AFTER_MS;
      if (isLate && plan.whenMissed === "skip") return { do: "nothing", code: "missed", detail: "" };
      const rule =
        plan.whenClosed === "skip" ? await closingRule(refuseByOfficeHours, plan.customer, now) : null;
      return rule === null ? decision : { do: "nothing", code: "closed", detail: rule };
    },
  };
}

/** Returns the office hours rule that blocks moves now; null if none does. */
async function closingRule(
  refuse: (customer: string, now: Date) => Promise<void>,
  customer: string,
  now: Date,
): Promise<string | null> {
  try {
    await refuse(customer, now);
    return null;
  } catch (error) {
    if (error instanceof DearchiveError && error.fault.code === "office_hours") return error.fault.rule;
    throw error;
  }
}

export type PlanDecisions = ReturnType<typeof createPlanDecisions>;
