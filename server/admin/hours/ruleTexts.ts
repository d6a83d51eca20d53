import { type RuleSettings, WEEKDAYS, type Weekday } from "../../hours/officeHoursRule.ts";
import { formatWindows } from "../../hours/weeklyText.ts";

/** A rule's form as the person sees it: text by field, right or wrong, so that it can be shown again as it was sent. */
export interface RuleTexts {
  /** Empty for a rule that is not kept yet. */
  readonly id: string;
  /** The version that the person looked at. */
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

/** A rule's settings as its form shows them. */
export function textsOf(rule: RuleSettings, id = "", version = ""): RuleTexts {
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

/** The form of a rule that is yet to be made. */
export function newTexts(zone: string, customer: string): RuleTexts {
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

/** What was sent, field by field. Dates without anything in them are rows that nobody filled in. */
export function textsFrom(form: URLSearchParams): RuleTexts {
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

/** The texts as hidden fields that send the same again. */
export function hiddenFields(texts: RuleTexts): readonly (readonly [name: string, value: string])[] {
  return [
    ["id", texts.id],
    ["version", texts.version],
    ["name", texts.name],
    ["mode", texts.mode],
    ["zone", texts.zone],
    ["customer", texts.customer],
    ["source", texts.source],
    ["call_time", texts.callTime],
    ...WEEKDAYS.map((day) => [`week_${day}`, texts.week[day]] as const),
    ...texts.dates.flatMap(({ date, hours }) => [["date", date] as const, ["hours", hours] as const]),
  ];
}
