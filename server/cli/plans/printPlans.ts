import type { Plan, PlanResult } from "../../plans/plan.ts";
import { printJson, say, shownInstant } from "../output.ts";
import { type Column, printTable } from "../table.ts";
import { type PlansOptions, withPlans } from "./planAccess.ts";

interface ListedPlan {
  readonly plan: Plan;
  readonly last: PlanResult | undefined;
}

function stateText({ pause }: Plan): string {
  if (!pause) return "active";
  return pause.by === "user" ? "paused" : `paused itself: ${pause.code} ${pause.detail}`.trim();
}

function resultText(last: PlanResult | undefined): string {
  if (!last) return "-";
  return last.runId === null ? `${last.code} ${last.detail}`.trim() : `run ${last.runId}`;
}

const COLUMNS: readonly Column<ListedPlan>[] = [
  { title: "PLAN", cell: ({ plan }) => String(plan.id) },
  { title: "NAME", cell: ({ plan }) => plan.name, cuts: true },
  { title: "STATE", cell: ({ plan }) => stateText(plan) },
  {
    title: "SCHEDULE",
    cell: ({ plan: { schedule } }) => `${schedule.days.join(",")} ${schedule.time} ${schedule.timeZone}`,
    hide: 2,
  },
  { title: "NEXT", cell: ({ plan }) => shownInstant(plan.dueAt) },
  { title: "LAST RESULT", cell: ({ last }) => resultText(last), hide: 1 },
  { title: "USER", cell: ({ plan }) => plan.user, cuts: true, hide: 3 },
];

/** Runs `plans list`. */
export async function printPlans(options: PlansOptions): Promise<void> {
  const listed = await withPlans(options.customer, async ({ plans }) => {
    const found = await plans.list();
    const last = await plans.lastResults(found.map(({ id }) => id));
    return found.map((plan) => ({ plan, last: last.get(plan.id) }));
  });
  if (options.json)
    return printJson({ plans: listed.map(({ plan, last }) => ({ ...plan, lastResult: last ?? null })) });
  if (listed.length === 0) return say("There are no plans.");
  printTable(COLUMNS, listed);
}
