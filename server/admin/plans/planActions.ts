import { type PageText, phrase } from "../../lib/phrase.ts";
import { obstacleLabel } from "../../plans/obstacleLabel.ts";
import type { Plan } from "../../plans/plan.ts";
import { planEvent } from "../../plans/planLog.ts";
import { nextTime } from "../../plans/schedule.ts";
import { formatDateTime } from "../hours/dateLabels.ts";
import { beginRun } from "../runs/createRun.ts";
import type { Page } from "../shell/adminPage.ts";
import { type PageAnswer, redirectTo } from "../shell/pageAnswer.ts";
import { refusePage } from "../shell/pageErrors.ts";
import { showPlan } from "./planPage.ts";
import { planToDrive, planToHalt } from "./visiblePlans.ts";

const LATE = phrase("The plan has changed in the meantime, so nothing was done. This is its current state.");

/** Shows the plan's current state with what went wrong. */
function showProblem(page: Page, problem: PageText): Promise<PageAnswer> {
  return showPlan(page, problem);
}

function pathOf(page: Page, { id }: Pick<Plan, "id">): string {
  return `${page.home}/plans/${id}`;
}

export async function pausePlan(page: Page): Promise<PageAnswer> {
  const { plan } = await planToHalt(page);
  if (!(await page.customer.stores.plans.pause(plan.id, page.user.user))) return showProblem(page, LATE);
  await page.log(planEvent("MODIFY", plan, "paused", { path: pathOf(page, plan) }));
  return redirectTo(
    `/plans/${plan.id}`,
    phrase("The plan is paused. A run that has started continues. You can stop it on its page."),
  );
}

export async function resumePlan(page: Page): Promise<PageAnswer> {
  const { plan } = await planToDrive(page);
  const { plans, planDecisions } = page.customer.stores;
  const obstacle = await planDecisions.obstacleOf(plan, page.now);
  if (obstacle) return showProblem(page, obstacleLabel(plan, obstacle));
  if (!(await plans.resume(plan, page.now))) return showProblem(page, LATE);
  await page.log(planEvent("MODIFY", plan, "resumed", { path: pathOf(page, plan) }));
  const next = nextTime(plan.schedule, page.now);
  return redirectTo(
    `/plans/${plan.id}`,
    next
      ? phrase(
          "The plan continues. It runs next on %1s (%2s).",
          formatDateTime(next, plan.schedule.timeZone),
          plan.schedule.timeZone,
        )
      : phrase("The plan continues."),
  );
}

/** Makes a run at once. It starts by itself after its check. */
export async function runPlanNow(page: Page): Promise<PageAnswer> {
  const { plan } = await planToDrive(page);
  const { plans, planDecisions } = page.customer.stores;
  const decision = await planDecisions.runOf(plan, page.now, { requestId: page.requestId });
  if (decision.do === "pause") return showProblem(page, obstacleLabel(plan, decision.obstacle));
  if (decision.do === "nothing")
    return showProblem(page, phrase("List %1s already has enough dialable leads.", decision.detail));
  const done = await plans.runNow(plan.id, decision.run, page.now);
  if (!done) return refusePage({ code: "page_not_found" });
  if (done.runId === null)
    return showProblem(page, phrase("Run #%1s of this plan is still active. Stop it, or wait.", done.detail));
  page.customer.wakeRuns();
  await page.log(planEvent("OTHER", plan, `made run ${done.runId} on request`, { path: pathOf(page, plan) }));
  return redirectTo(`/runs/${done.runId}`);
}

/** Makes a run that is checked and then waits for a user. */
export async function previewPlan(page: Page): Promise<PageAnswer> {
  const { plan } = await planToDrive(page);
  const { requestId } = page;
  const decision = await page.customer.stores.planDecisions.runOf(plan, page.now, {
    requestId,
    isDryRun: true,
  });
  if (decision.do === "pause") return showProblem(page, obstacleLabel(plan, decision.obstacle));
  if (decision.do === "nothing")
    return showProblem(page, phrase("List %1s already has enough dialable leads.", decision.detail));
  return beginRun(
    page,
    decision.run,
    phrase("This is a preview of the plan. Nothing moves unless you start it."),
  );
}

export async function removePlan(page: Page): Promise<PageAnswer> {
  const { plan } = await planToHalt(page);
  if (await page.customer.stores.plans.remove(plan.id))
    await page.log(planEvent("DELETE", plan, "deleted", { path: `${page.home}/plans` }));
  return redirectTo("/plans", phrase("The plan “%1s” was deleted. Its runs stay.", plan.name));
}
