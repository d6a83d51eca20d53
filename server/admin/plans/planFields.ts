import { WEEKDAYS } from "../../hours/officeHoursRule.ts";
import type { DirectionName } from "../../leads/tables/direction.ts";
import type { PlanSettings } from "../../plans/plan.ts";
import {
  BLOCKING,
  type LeadWarning,
  skippedByDefault,
  type WarnedRun,
  warningsOf,
} from "../../runs/leadWarnings.ts";
import { splitValues } from "../leads/searchForm.ts";
import { CHANGES_FIELDS, typedOf } from "../runs/changesForm.ts";

/** Field names of the plan form. Groups of check boxes share a name. */
export const PLAN_FIELDS = [
  "name",
  "user",
  "direction",
  "list",
  "statuses",
  "not_called",
  "entered_before",
  "most",
  "order",
  "fill_list",
  "fill_leads",
  "skip",
  "callbacks",
  "rate",
  "days",
  "time",
  "zone",
  "closed",
  "missed",
  ...CHANGES_FIELDS,
] as const;
export type PlanField = (typeof PLAN_FIELDS)[number];

/** Field values, valid or not, so that the form can be shown again as submitted. Checked boxes are separated by spaces. */
export type PlanFields = Readonly<Record<PlanField, string>>;

const DEFAULT_MOST = 500;
const SATURDAY = WEEKDAYS.indexOf("sat");

function shown(value: number | undefined | null): string {
  return value === undefined || value === null ? "" : String(value);
}

/** A plan in a direction, as far as its warnings depend on it. */
function warned(direction: DirectionName): WarnedRun {
  return { direction, source: { kind: "search", search: {} } };
}

/** Returns the warnings for which a plan can skip leads. */
export function skippableWarnings(direction: DirectionName): readonly LeadWarning[] {
  return warningsOf(warned(direction)).filter((warning) => !BLOCKING.has(warning));
}

/** Returns the form fields for a new plan. */
export function newPlanFields(direction: DirectionName, user: string, zone: string): PlanFields {
  const skip = skippedByDefault(warned(direction));
  return {
    name: "",
    user,
    direction,
    list: "",
    statuses: "",
    not_called: "",
    entered_before: "",
    most: String(DEFAULT_MOST),
    order: "oldest_call",
    fill_list: "",
    fill_leads: "",
    skip: skip.join(" "),
    callbacks: "",
    rate: "",
    days: WEEKDAYS.slice(0, SATURDAY).join(" "),
    time: "06:00",
    zone,
    closed: "wait",
    missed: "run",
    ...typedOf(null),
  };
}

/** Returns the form fields for a plan. */
export function planFieldsOf(plan: PlanSettings): PlanFields {
  const { search, schedule, topUp } = plan;
  return {
    name: plan.name,
    user: plan.user,
    direction: plan.direction,
    list: shown(search.listId),
    statuses: search.statuses?.join(" ") ?? "",
    not_called: shown(search.notCalledDays),
    entered_before: shown(search.enteredBeforeDays),
    most: shown(plan.mostLeads),
    order: plan.order,
    fill_list: shown(topUp?.listId),
    fill_leads: shown(topUp?.leads),
    skip: plan.skip.join(" "),
    callbacks: plan.restoresCallbacks ? "on" : "",
    rate: shown(plan.rate),
    days: schedule.days.join(" "),
    time: schedule.time,
    zone: schedule.timeZone,
    closed: plan.whenClosed,
    missed: plan.whenMissed,
    ...typedOf(plan.changes),
  };
}

/** Reads the submitted fields. */
export function readPlanFields(form: URLSearchParams): PlanFields {
  const values = PLAN_FIELDS.map((field) => {
    const text = form.getAll(field).join(" ").trim();
    return [field, field === "statuses" ? splitValues(text).join(" ") : text] as const;
  });
  return Object.fromEntries(values) as Record<PlanField, string>;
}
