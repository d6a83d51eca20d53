import { type RuleSettings, WEEKDAYS, type Weekday } from "../../hours/officeHoursRule.ts";
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
  readonly dates: readonly { readonly date: string; readonly hours: string }[];
}

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

/** Returns the form fields for a rule. */
export function ruleFields(rule: RuleSettings, id = "", version = ""): RuleFields {
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
    dates: rule.exceptions.map(({ date, windows }) => ({ date, hours: formatWindows(windows) })),
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
  const hours = form.getAll("hours");
  const dates = form
    .getAll("date")
    .slice(0, MAX_DATES)
    .map((date, index) => ({ date: date.trim(), hours: (hours[index] ?? "").trim() }))
    .filter(({ date, hours }) => date !== "" || hours !== "");
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
    ...fields.dates.flatMap(({ date, hours }) => [["date", date] as const, ["hours", hours] as const]),
  ];
}
