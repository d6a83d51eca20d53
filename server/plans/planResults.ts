import type { Knex } from "knex";
import type { CustomerScope } from "../db/customerScope.ts";
import { toUtcText } from "../db/sql.ts";
import { createRunCreation, type NewRun } from "../runs/store/runCreation.ts";
import { createRunSearch } from "../runs/store/runSearch.ts";
import { truncate } from "../vicidial/vicidialText.ts";
import type { PlanResult } from "./plan.ts";

/** What was done at a time of a plan. */
export type Done = Pick<PlanResult, "code" | "detail" | "runId">;

/** When it was done. */
export interface DoneAt {
  /** The time of the schedule, or of the request to run now. */
  readonly dueAt: Date;
  readonly now: Date;
}

const MAX_DETAIL = 255;

/** Records what was done. Fails if the same time of the plan already has a result. */
export async function recordResult(
  trx: Knex,
  planId: number,
  { code, detail, runId }: Done,
  { dueAt, now }: DoneAt,
): Promise<void> {
  await trx("dearchive_plan_results").insert({
    plan_id: planId,
    due_at: toUtcText(dueAt),
    at: toUtcText(now),
    code,
    detail: truncate(detail, MAX_DETAIL),
    run_id: runId,
  });
}

/** Makes a run of a plan, unless another one is active. The transaction must hold the plan's row. */
export async function makePlanRun(
  trx: Knex,
  scope: CustomerScope,
  planId: number,
  run: NewRun,
): Promise<Done> {
  const active = await createRunSearch(trx, scope).activeOfPlan(planId);
  if (active) return { code: "overlap", detail: String(active.id), runId: null };
  return { code: "run", detail: "", runId: await createRunCreation(trx, scope).create(run) };
}
