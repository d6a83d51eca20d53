import { WEEKDAYS } from "../../hours/officeHoursRule.ts";
import { findTimeZone } from "../../hours/timeZones.ts";
import type { ChangesOwner, LeadChanges } from "../../leads/changes/index.ts";
import { phrase, term } from "../../lib/phrase.ts";
import { CLOSED_CHOICES, MAX_PLAN_NAME, MISSED_CHOICES, type PlanSettings } from "../../plans/plan.ts";
import { TAKE_ORDERS } from "../../runs/runSource.ts";
import { MOST_LEADS } from "../../runs/work/collectLimits.ts";
import { MISSING_RIGHT_LABELS, missingMoveRight } from "../../vicidial/apiRights.ts";
import { exceedsOwnRights } from "../../vicidial/delegation.ts";
import type { VicidialUser } from "../../vicidial/users.ts";
import { EXCEEDED_RIGHT_LABELS } from "../keys/keyLabels.ts";
import { personOf } from "../keys/visibleKeys.ts";
import { checkTypedChanges, NO_CHANGES } from "../runs/changesForm.ts";
import { parseRate, RATE_ERROR } from "../runs/startRun.ts";
import type { Page } from "../shell/adminPage.ts";
import { createPlanChecks, type PlanChecks, type PlanErrors } from "./planChecks.ts";
import { PLAN_FIELDS, type PlanField, type PlanFields, skippableWarnings } from "./planFields.ts";
import { readPlanSearch, readTopUp } from "./readPlanSearch.ts";

/** The settings of a form, or its errors. */
export type CheckedPlan = { readonly settings: PlanSettings } | { readonly errors: PlanErrors };

/** Returns the user that the plan acts for. The signed-in user must be allowed to act as this user. */
async function readUser(page: Page, name: string, checks: PlanChecks): Promise<VicidialUser | undefined> {
  if (name === "") return checks.fail("user", phrase("Enter the name of a Vicidial user."));
  const user = await page.customer.users.find(name);
  const missing = missingMoveRight(user);
  if (!user || missing) {
    const why = term(MISSING_RIGHT_LABELS[missing ?? "unknown_user"]);
    return checks.fail("user", phrase("A plan cannot act for “%1s”: %2s.", name, why));
  }
  const exceeded = exceedsOwnRights(personOf(page), user);
  if (!exceeded) return user;
  const why = term(EXCEEDED_RIGHT_LABELS[exceeded]);
  return checks.fail("user", phrase("You may not create a plan that acts for “%1s”: %2s.", user.user, why));
}

function readSchedule(
  { days: checked, time, zone }: PlanFields,
  checks: PlanChecks,
): PlanSettings["schedule"] | undefined {
  const chosen = checked.split(" ");
  const days = WEEKDAYS.filter((day) => chosen.includes(day));
  if (days.length === 0) checks.fail("days", phrase("Choose at least one day."));
  // Some browsers send seconds.
  const [, minutes] = /^((?:[01]\d|2[0-3]):[0-5]\d)(?::00)?$/.exec(time) ?? [];
  if (minutes === undefined) checks.fail("time", phrase("Enter a time such as 06:00."));
  const timeZone = findTimeZone(zone);
  if (timeZone === undefined) checks.fail("zone", phrase("Choose a time zone, such as Europe/Amsterdam."));
  return minutes === undefined || timeZone === undefined ? undefined : { days, time: minutes, timeZone };
}

function oneOf<T extends string>(
  choices: readonly T[],
  field: PlanField,
  text: string,
  checks: PlanChecks,
): T | undefined {
  return choices.find((each) => each === text) ?? checks.fail(field, phrase("Choose one of the options."));
}

function readName(text: string, checks: PlanChecks): string {
  const name = text.replace(/\s+/g, " ");
  if (name === "")
    checks.fail("name", phrase("Enter a name, such as “Recycle list 101”. Its runs get the same name."));
  if (name.length > MAX_PLAN_NAME)
    checks.fail("name", phrase("Enter at most %1s characters.", MAX_PLAN_NAME));
  return name;
}

async function readChanges(
  page: Page,
  fields: PlanFields,
  owner: ChangesOwner,
  checks: PlanChecks,
): Promise<LeadChanges | null> {
  const { changes, errors } =
    fields.direction === "dearchive" ? await checkTypedChanges(page, fields, owner) : NO_CHANGES;
  for (const field of PLAN_FIELDS) if (errors[field] !== undefined) checks.fail(field, errors[field]);
  return changes;
}

/**
 * Checks a plan's form.
 *
 * @param before the plan as it is now; undefined for a new one
 */
export async function checkPlan(
  page: Page,
  fields: PlanFields,
  before: PlanSettings | undefined,
): Promise<CheckedPlan> {
  const checks = createPlanChecks();
  const name = readName(fields.name, checks);
  const direction = oneOf(["dearchive", "archive"] as const, "direction", fields.direction, checks);
  const user = await readUser(page, fields.user, checks);
  const { allowedCampaigns } = user ?? page.user;
  const scope = await page.customer.lists.scopeOf(allowedCampaigns);
  const search = await readPlanSearch(page, fields, before?.search, scope, checks);
  const mostLeads = checks.whole("most", fields.most, MOST_LEADS);
  const order = oneOf(TAKE_ORDERS, "order", fields.order, checks);
  const topUp = await readTopUp(page, fields, scope, checks);
  const changes = await readChanges(page, fields, { scope, allowedCampaigns }, checks);
  const rate = parseRate(fields.rate);
  if (rate === undefined) checks.fail("rate", RATE_ERROR.rate);
  const schedule = readSchedule(fields, checks);
  const whenClosed = oneOf(CLOSED_CHOICES, "closed", fields.closed, checks);
  const whenMissed = oneOf(MISSED_CHOICES, "missed", fields.missed, checks);
  const { errors } = checks;
  const isWhole =
    direction && user && mostLeads !== undefined && order && rate !== undefined && schedule && whenClosed;
  if (!isWhole || !whenMissed || Object.keys(errors).length > 0) return { errors };
  const checked = fields.skip.split(" ");
  const settings = {
    name,
    user: user.user,
    direction,
    search,
    mostLeads,
    order,
    topUp,
    skip: skippableWarnings(direction).filter((warning) => checked.includes(warning)),
    restoresCallbacks: direction === "dearchive" && fields.callbacks === "on",
    rate,
    changes,
    schedule,
    whenClosed,
    whenMissed,
  };
  return { settings };
}
