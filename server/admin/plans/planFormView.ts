import { WEEKDAYS } from "../../hours/officeHoursRule.ts";
import { findTimeZone } from "../../hours/timeZones.ts";
import { DIRECTIONS, type DirectionName } from "../../leads/tables/direction.ts";
import { type PageText, phrase } from "../../lib/phrase.ts";
import { MAX_PLAN_NAME, type Plan } from "../../plans/plan.ts";
import { MOST_LEADS } from "../../runs/work/collectLimits.ts";
import { mayHoldEveryKey } from "../../vicidial/delegation.ts";
import { isHidden } from "../../vicidial/leadPrivacy.ts";
import { showCount } from "../history/batchView.ts";
import { DAY_NAMES } from "../hours/weekLabels.ts";
import { statusChoices } from "../leads/statusChoices.ts";
import { CHANGES_FIELDS } from "../runs/changesForm.ts";
import { warningLabel } from "../runs/warningLabels.ts";
import type { Page } from "../shell/adminPage.ts";
import { type PageAnswer, renderView } from "../shell/pageAnswer.ts";
import { ZONES } from "../shell/timeZoneCookie.ts";
import type { PlanErrors } from "./planChecks.ts";
import { type PlanFields, skippableWarnings } from "./planFields.ts";
import { PLAN_STYLES } from "./planLabels.ts";

/** What the form shows. */
export interface PlanForm {
  readonly fields: PlanFields;
  readonly errors?: PlanErrors;
  /** The plan that is changed; undefined for a new one. */
  readonly plan?: Plan;
  /** Whether another user changed the plan after the form was shown. */
  readonly isConflict?: boolean;
}

const OPTIONS = {
  order: [
    { value: "oldest_call", label: phrase("Least recently called first") },
    { value: "lead_id", label: phrase("Lowest lead id first") },
  ],
  closed: [
    { value: "wait", label: phrase("Check the leads, and move them when office hours allow it") },
    { value: "skip", label: phrase("Skip this time") },
  ],
  missed: [
    { value: "run", label: phrase("Run once, as soon as possible") },
    { value: "skip", label: phrase("Skip these times") },
  ],
} as const;

/** Adds a valid zone that is missing in the list, such as US/Eastern. */
function zonesWith(zone: string) {
  const known = findTimeZone(zone);
  const zones = known && !ZONES.includes(known) ? [known, ...ZONES] : ZONES;
  return zones.map((name) => ({ value: name, name }));
}

function directionOf({ direction }: PlanFields): DirectionName {
  return direction === "archive" ? "archive" : "dearchive";
}

/** Warnings that leads can be skipped for. */
function skipChoices(fields: PlanFields) {
  const checked = fields.skip.split(" ");
  const direction = directionOf(fields);
  return skippableWarnings(direction).map((warning) => ({
    warning,
    ...warningLabel(warning, { direction }),
    isChecked: checked.includes(warning),
  }));
}

function titleOf(plan: Plan | undefined, direction: DirectionName): PageText {
  if (plan) return phrase("Change plan %1s", plan.name);
  return direction === "dearchive"
    ? phrase("Create plan that restores leads")
    : phrase("Create plan that archives leads");
}

/** Shows a plan's form with its errors. */
export async function showPlanForm(
  page: Page,
  { fields, errors = {}, plan, isConflict = false }: PlanForm,
): Promise<PageAnswer> {
  const { users, lists } = page.customer;
  const direction = directionOf(fields);
  const scope = await lists.scopeOf(page.user.allowedCampaigns);
  const [choices, statuses, movers] = await Promise.all([
    lists.choices(scope),
    statusChoices(page, scope, DIRECTIONS[direction].source, fields.statuses),
    users.listMovers(),
  ]);
  const checkedDays = fields.days.split(" ");
  const locals = {
    fields: { ...fields, statuses: statuses.typed },
    errors,
    plan: plan && { id: plan.id, name: plan.name, version: plan.version },
    isConflict,
    lists: choices,
    statuses: statuses.choices,
    chosenStatuses: statuses.choices.filter(({ isChosen }) => isChosen).map(({ status }) => status),
    hasList: !isHidden(page.user, "list_id"),
    hasStatus: !isHidden(page.user, "status"),
    users: movers.map(({ user }) => user),
    isLimited: !mayHoldEveryKey(page.user),
    options: OPTIONS,
    isRestoring: direction === "dearchive",
    skips: skipChoices(fields),
    changes: {
      typed: fields,
      lists: choices,
      statuses: statuses.choices,
      isOpen: CHANGES_FIELDS.some((field) => fields[field] !== ""),
      effect: "",
    },
    days: WEEKDAYS.map((day) => ({ day, name: DAY_NAMES[day], isChecked: checkedDays.includes(day) })),
    zones: zonesWith(fields.zone),
    limits: { name: MAX_PLAN_NAME, most: showCount(MOST_LEADS) },
    cancel: plan ? `/plans/${plan.id}` : "/plans",
  };
  const status = isConflict ? 409 : Object.keys(errors).length > 0 ? 422 : 200;
  return renderView("plans/form", titleOf(plan, direction), locals, { status, styles: PLAN_STYLES });
}
