import type { Config } from "../server/config/index.ts";
import { connect } from "../server/db/connect.ts";
import { EVERY_CUSTOMER } from "../server/db/customerScope.ts";
import type { PlanSettings } from "../server/plans/plan.ts";
import { createPlanStore } from "../server/plans/planStore.ts";
import { ADMIN_USER } from "./seed.ts";
import { SOLAR_USER } from "./seedShowcase.ts";

/** Brings leads that nobody answered back for a second try, some every working day. */
export const SECOND_TRY: PlanSettings = {
  name: "Solar, second try",
  direction: "dearchive",
  user: SOLAR_USER,
  search: { listId: 101, statuses: ["NA", "B"], notCalledDays: 60 },
  mostLeads: 50,
  order: "oldest_call",
  topUp: null,
  schedule: { days: ["mon", "tue", "wed", "thu", "fri"], time: "06:00", timeZone: "UTC" },
  whenClosed: "wait",
  // A demo may be started again after days.
  whenMissed: "skip",
  skip: ["dnc"],
  restoresCallbacks: false,
  rate: null,
  changes: { status: "NEW", resetsCalled: true },
};

/** Creates the demo's plan. The plugin's tables must exist. */
export async function createDemoPlan(config: Config): Promise<void> {
  const [customer] = config.customers;
  const db = connect({ ...config, account: customer.account, database: customer.ownDatabase });
  try {
    await createPlanStore(db, EVERY_CUSTOMER).create(customer.name, SECOND_TRY, ADMIN_USER, new Date());
  } finally {
    await db.destroy();
  }
}
