import { serverTimeZone } from "../../hours/timeZones.ts";
import { type PageText, phrase } from "../../lib/phrase.ts";
import type { Plan } from "../../plans/plan.ts";
import { planChangeNotes, planEvent, planNotes } from "../../plans/planLog.ts";
import { nextTime } from "../../plans/schedule.ts";
import { formatDateTime } from "../hours/dateLabels.ts";
import type { Page } from "../shell/adminPage.ts";
import { type PageAnswer, redirectTo } from "../shell/pageAnswer.ts";
import type { PlanErrors } from "./planChecks.ts";
import { newPlanFields, PLAN_FIELDS, type PlanFields, planFieldsOf, readPlanFields } from "./planFields.ts";
import { showPlanForm } from "./planFormView.ts";
import { checkPlan } from "./validatePlan.ts";
import { planToDrive } from "./visiblePlans.ts";

const TAKEN = { name: phrase("Another plan has this name. Choose a different name.") };
const COPY_NAME = phrase("%1s (copy)");

/** Shows an empty form for a plan of the wanted direction. */
export function newPlan(page: Page): Promise<PageAnswer> {
  const direction = page.query.get("direction") === "archive" ? "archive" : "dearchive";
  const fields = newPlanFields(direction, page.user.user, serverTimeZone() ?? page.zone);
  return showPlanForm(page, { fields });
}

/** Shows the form of a new plan, filled in like an existing one. */
export async function duplicatePlan(page: Page): Promise<PageAnswer> {
  const { plan } = await planToDrive(page);
  const name = page.translate(COPY_NAME, plan.name);
  return showPlanForm(page, { fields: { ...planFieldsOf(plan), name } });
}

/** Shows the form with a plan's settings. */
export async function editPlanForm(page: Page): Promise<PageAnswer> {
  const { plan } = await planToDrive(page);
  return showPlanForm(page, { fields: planFieldsOf(plan), plan });
}

function savedNotice({ name, schedule }: Pick<Plan, "name" | "schedule">, page: Page): PageText {
  const next = nextTime(schedule, page.now);
  if (!next) return phrase("The plan “%1s” was saved.", name);
  const at = formatDateTime(next, schedule.timeZone);
  return phrase("The plan “%1s” was saved. It runs next on %2s (%3s).", name, at, schedule.timeZone);
}

export async function createPlan(page: Page): Promise<PageAnswer> {
  const fields = readPlanFields(page.form);
  const checked = await checkPlan(page, fields, undefined);
  if ("errors" in checked) return showPlanForm(page, { fields, errors: checked.errors });
  const { settings } = checked;
  const { customer, user, now } = page;
  const id = await customer.stores.plans.create(customer.name, settings, user.user, now);
  if (id === "taken") return showPlanForm(page, { fields, errors: TAKEN });
  const details = { path: `${page.home}/plans/${id}`, notes: planNotes(settings) };
  await page.log(planEvent("ADD", { ...settings, id }, "created", details));
  return redirectTo(`/plans/${id}`, savedNotice(settings, page));
}

/** Returns the plan's current value for each field that was submitted differently. */
function differences(typed: PlanFields, now: PlanFields): PlanErrors {
  const changed = PLAN_FIELDS.filter((field) => typed[field] !== now[field]);
  return Object.fromEntries(
    changed.map((field) => [
      field,
      now[field] === "" ? phrase("Now: empty") : phrase("Now: %1s", now[field]),
    ]),
  );
}

/** Changes a plan, unless another user changed it first. */
export async function editPlan(page: Page): Promise<PageAnswer> {
  const { plan } = await planToDrive(page);
  const fields = readPlanFields(page.form);
  const conflict = (now: Plan, errors: PlanErrors = {}) =>
    showPlanForm(page, {
      fields,
      plan: now,
      isConflict: true,
      errors: { ...differences(fields, planFieldsOf(now)), ...errors },
    });
  const checked = await checkPlan(page, fields, plan);
  const errors = "errors" in checked ? checked.errors : {};
  if (page.form.get("version") !== String(plan.version)) return conflict(plan, errors);
  if ("errors" in checked) return showPlanForm(page, { fields, errors, plan });
  const { settings } = checked;
  const notes = planChangeNotes(plan, settings);
  if (notes === "") return redirectTo(`/plans/${plan.id}`, phrase("The plan was not changed."));
  const saved = await page.customer.stores.plans.change(plan, settings, page.now);
  if (saved === "taken") return showPlanForm(page, { fields, errors: TAKEN, plan });
  if (saved === "stale") return conflict((await planToDrive(page)).plan);
  await page.log(
    planEvent("MODIFY", { ...settings, id: plan.id }, "changed", {
      path: `${page.home}/plans/${plan.id}`,
      notes,
    }),
  );
  const notice = plan.pause
    ? phrase("The plan “%1s” was saved. It is paused.", settings.name)
    : savedNotice(settings, page);
  return redirectTo(`/plans/${plan.id}`, notice);
}
