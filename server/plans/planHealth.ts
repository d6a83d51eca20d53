import type { Knex } from "knex";
import type { CustomerScope } from "../db/customerScope.ts";
import { type Finding, ok, warning } from "../doctor/finding.ts";
import { createLists } from "../vicidial/lists.ts";
import { createUsers } from "../vicidial/users.ts";
import { obstacleLabel } from "./obstacleLabel.ts";
import type { Plan, PlanResult } from "./plan.ts";
import { createPlanDecisions, MISSED_AFTER_MS } from "./planDecisions.ts";
import { createPlanStore } from "./planStore.ts";

const CHECK = "plans";

const shown = (at: Date) => `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** Reports a time at which no instance was running. */
function missedFinding(
  { id, name, dueAt }: Plan,
  last: PlanResult | undefined,
  now: Date,
): readonly Finding[] {
  if (dueAt && now.getTime() - dueAt.getTime() > MISSED_AFTER_MS)
    return [
      warning(
        CHECK,
        `Plan ${id} "${name}" was due at ${shown(dueAt)}, but no service carried it out. Start the service.`,
        ["systemctl start vicidial-dearchive"],
      ),
    ];
  if (last?.code !== "missed") return [];
  return [
    warning(
      CHECK,
      `Plan ${id} "${name}" skipped ${shown(last.dueAt)}, because no service was running then. Run it now if its leads are needed.`,
      [`vicidial-dearchive plans run ${id}`],
    ),
  ];
}

/** Checks plans: those that paused themselves, those that will at their next time, and those that missed a time. */
export async function examinePlans(
  db: Knex,
  vicidialDatabase: string,
  scope: CustomerScope,
  now: Date,
): Promise<readonly Finding[]> {
  const [users, lists] = [createUsers(db, vicidialDatabase), createLists(db, vicidialDatabase)];
  const { obstacleOf } = createPlanDecisions({ db, vicidialDatabase, users, lists });
  const store = createPlanStore(db, scope);
  const plans = await store.list();
  const last = await store.lastResults(plans.map(({ id }) => id));

  async function problemsOf(plan: Plan): Promise<readonly Finding[]> {
    const { id, name, pause } = plan;
    if (pause?.by === "user") return [];
    const resume = [`vicidial-dearchive plans resume ${id}`];
    if (pause) {
      const why = `paused itself at ${shown(pause.at)}. ${obstacleLabel(plan, pause)}`;
      return [warning(CHECK, `Plan ${id} "${name}" ${why} Fix the cause, then resume the plan.`, resume)];
    }
    const obstacle = await obstacleOf(plan, now);
    if (!obstacle) return missedFinding(plan, last.get(id), now);
    const why = `${obstacleLabel(plan, obstacle)} It pauses itself at its next time unless you fix this.`;
    return [warning(CHECK, `Plan ${id} "${name}" cannot run. ${why}`)];
  }

  const problems: Finding[] = [];
  for (const plan of plans) problems.push(...(await problemsOf(plan)));
  if (problems.length > 0) return problems;
  return [ok(CHECK, plans.length === 0 ? "There are none." : "Every plan that is not paused can run.")];
}
