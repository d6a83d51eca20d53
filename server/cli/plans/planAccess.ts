import type { Knex } from "knex";
import { scopeOfCustomer } from "../../db/customerScope.ts";
import type { Plan } from "../../plans/plan.ts";
import { createPlanDecisions } from "../../plans/planDecisions.ts";
import { createPlanStore } from "../../plans/planStore.ts";
import { createLists } from "../../vicidial/lists.ts";
import { createUsers } from "../../vicidial/users.ts";
import { withCustomer } from "../customerAccess.ts";
import { parseWhole } from "../parseNumber.ts";
import { UsageError } from "../usageError.ts";

export interface PlansOptions {
  readonly customer: string;
  readonly json?: boolean;
}

function toolsOf(db: Knex, vicidialDatabase: string, scope: Parameters<typeof createPlanStore>[1]) {
  const [users, lists] = [createUsers(db, vicidialDatabase), createLists(db, vicidialDatabase)];
  return {
    plans: createPlanStore(db, scope),
    decisions: createPlanDecisions({ db, vicidialDatabase, users, lists }),
  };
}

export type PlanTools = ReturnType<typeof toolsOf>;

/** Opens the plans of a customer for one command. */
export function withPlans<T>(customer: string, work: (tools: PlanTools) => Promise<T>): Promise<T> {
  return withCustomer(customer, (db, { name, vicidialDatabase }, config) =>
    work(toolsOf(db, vicidialDatabase, scopeOfCustomer(config, name))),
  );
}

/** @throws UsageError if there is no plan with that number */
export async function findPlan({ plans }: Pick<PlanTools, "plans">, idText: string): Promise<Plan> {
  const id = parseWhole("ID", idText, 1, Number.MAX_SAFE_INTEGER);
  const plan = await plans.find(id);
  if (!plan)
    throw new UsageError(`plan ${id} does not exist. See all plans with: vicidial-dearchive plans list`);
  return plan;
}
