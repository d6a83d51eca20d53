import { expect } from "chai";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import type { Plan, PlanSettings } from "../../server/plans/plan.ts";
import { createPlanStore } from "../../server/plans/planStore.ts";
import type { TestDatabase } from "./database.ts";

/** Every day at 06:00 UTC, up to 500 leads of list 1001. */
export const PLAN: PlanSettings = {
  name: "Recycle",
  direction: "dearchive",
  user: "boss",
  search: { listId: 1001 },
  mostLeads: 500,
  order: "oldest_call",
  topUp: null,
  skip: ["dnc"],
  restoresCallbacks: false,
  rate: null,
  changes: null,
  schedule: {
    days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
    time: "06:00",
    timeZone: "UTC",
  },
  whenClosed: "wait",
  whenMissed: "run",
};

/** Creates a plan. Returns its id. */
export async function createPlan(
  database: TestDatabase,
  settings: Partial<PlanSettings> = {},
  now = new Date(),
  customer = "default",
): Promise<number> {
  const store = createPlanStore(database.root, EVERY_CUSTOMER);
  const id = await store.create(customer, { ...PLAN, ...settings }, "boss", now);
  return id === "taken" ? expect.fail("the name is taken") : id;
}

export async function readPlan(database: TestDatabase, id: number): Promise<Plan> {
  const plan = await createPlanStore(database.root, EVERY_CUSTOMER).find(id);
  return plan ?? expect.fail(`there is no plan ${id}`);
}

/** Returns what the times of a plan led to, oldest first: `2026-11-23T06:00 run`. */
export async function resultsOf(database: TestDatabase, id: number): Promise<readonly string[]> {
  const results = await createPlanStore(database.root, EVERY_CUSTOMER).results(id, 100);
  return results
    .map(({ dueAt, code, detail }) => `${dueAt.toISOString().slice(0, 16)} ${code} ${detail}`.trim())
    .toReversed();
}
