import { periodOf } from "../../hours/datePeriods.ts";
import {
  type DatedException,
  type RuleSettings,
  WEEKDAYS,
  type Weekday,
} from "../../hours/officeHoursRule.ts";
import { formatWindows } from "../../hours/weeklyText.ts";

/** Field values of the rule form, valid or not, so that the form can be shown again as submitted. */
export interface RuleFields {
  /** Empty for a new rule. */
  readonly id: string;
  /** The version that the user saw. */
  readonly version: string;
  readonly name: string;
  readonly mode: string;
  readonly zone: string;
  readonly customer: string;
  /** `own` or `call_time`. */
  readonly source: string;
  readonly callTime: string;
  readonly week: Readonly<Record<Weekday, string>>;
  readonly dates: readonly DateFields[];
}

/** Values of a row of dates with other hours. */
export interface DateFields {
  readonly date: string;
  /** The last day; empty for a single day. */
  readonly until: string;
  /** `yearly`, or empty for once. */
  readonly repeat: string;
  readonly hours: string;
}

export const YEARLY = "yearly";
export const NO_DATE: DateFields = { date: "", until: "", repeat: "", hours: "" };

const MAX_DATES = 1000;

function weekOf(textOf: (day: Weekday) => string): Record<Weekday, string> {
  return {
    mon: textOf("mon"),
    tue: textOf("tue"),
    wed: textOf("wed"),
    thu: textOf("thu"),
    fri: textOf("fri"),
    sat: textOf("sat"),
    sun: textOf("sun"),
  };
}

/** Date fields need a year, so a yearly period gets the current one, or the next year in which its days exist. */
function dateFields({ date, windows }: DatedException, now: Date): DateFields {
  const { first, last, isYearly } = periodOf(date);
  const hours = formatWindows(windows);
  const until = first === last ? "" : last;
  if (!isYearly) return { date: first, until, repeat: "", hours };
  const exists = (year: number) =>
    [first, last].every((day) => new Date(`${year}-${day}`).toISOString().endsWith(`${day}T00:00:00.000Z`));
  let year = now.getUTCFullYear();
  while (!exists(year)) year += 1;
  const lastYear = last < first ? year + 1 : year;
  return { date: `${year}-${first}`, until: until && `${lastYear}-${last}`, repeat: YEARLY, hours };
}

/** Returns the form fields for a rule. */
export function ruleFields(rule: RuleSettings, now: Date, id = "", version = ""): RuleFields {
  return {
    id,
    version,
    name: rule.name,
    mode: rule.mode,
    zone: rule.timeZone,
    customer: rule.customer ?? "",
    source: rule.callTimeId === null ? "own" : "call_time",
    callTime: rule.callTimeId ?? "",
    week: weekOf((day) => (rule.weekly[day].length === 0 ? "" : formatWindows(rule.weekly[day]))),
    dates: rule.exceptions.map((exception) => dateFields(exception, now)),
  };
}

/** Returns the form fields for a new rule. */
export function newRuleFields(zone: string, customer: string): RuleFields {
  return {
    id: "",
    version: "",
    name: "",
    mode: "refuse_inside",
    zone,
    customer,
    source: "own",
    callTime: "",
    week: weekOf(() => ""),
    dates: [],
  };
}

/** Reads the submitted fields and drops empty date rows. */
export function readRuleFields(form: URLSearchParams): RuleFields {
  const text = (name: string) => (form.get(name) ?? "").trim();
  const [untils, repeats, hours] = ["until", "repeat", "hours"].map((name) => form.getAll(name));
  const dates = form
    .getAll("date")
    .slice(0, MAX_DATES)
    .map((date, index) => ({
      date: date.trim(),
      until: (untils?.[index] ?? "").trim(),
      repeat: repeats?.[index] ?? "",
      hours: (hours?.[index] ?? "").trim(),
    }))
    .filter(({ date, until, hours }) => date !== "" || until !== "" || hours !== "");
  return {
    id: text("id"),
    version: text("version"),
    name: text("name"),
    mode: text("mode"),
    zone: text("zone"),
    customer: text("customer"),
    source: text("source"),
    callTime: text("call_time"),
    week: weekOf((day) => text(`week_${day}`)),
    dates,
  };
}

/** Returns the fields as hidden inputs for the preview. */
export function hiddenFields(fields: RuleFields): readonly (readonly [name: string, value: string])[] {
  return [
    ["id", fields.id],
    ["version", fields.version],
    ["name", fields.name],
    ["mode", fields.mode],
    ["zone", fields.zone],
    ["customer", fields.customer],
    ["source", fields.source],
    ["call_time", fields.callTime],
    ...WEEKDAYS.map((day) => [`week_${day}`, fields.week[day]] as const),
    ...fields.dates.flatMap((row) => Object.entries(row)),
  ];
}
