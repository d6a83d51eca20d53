import { judge } from "../../hours/officeHours.ts";
import type { Mode, OfficeHoursRule, RuleSettings, Weekday } from "../../hours/officeHoursRule.ts";
import { formatWeekly } from "../../hours/weeklyText.ts";
import { createZoneFormats } from "../format/zoneFormats.ts";
import { effectOn, periodLabel } from "./dateEffects.ts";

/** Labels and texts of the office hours pages. */

export const MODE_LABELS: Readonly<Record<Mode, string>> = {
  refuse_inside: "Block requests during these hours",
  refuse_outside: "Allow requests only during these hours",
  off: "Disabled",
};

export const DAY_NAMES: Readonly<Record<Weekday, string>> = {
  mon: "Monday",
  tue: "Tuesday",
  wed: "Wednesday",
  thu: "Thursday",
  fri: "Friday",
  sat: "Saturday",
  sun: "Sunday",
};

export const DATE_TIME_FORMATS = createZoneFormats("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

/** Formats a time: `Wed 25 Nov 2026, 17:00`. */
export function formatDateTime(instant: Date, zone: string): string {
  const format = DATE_TIME_FORMATS.in(zone);
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "";
  return `${part("weekday")} ${part("day")} ${part("month")} ${part("year")}, ${part("hour")}:${part("minute")}`;
}

/** The effect of a rule at an instant, and when it changes. */
export interface RuleState {
  readonly kind: "good" | "bad" | "warn" | "off";
  readonly text: string;
  readonly until: string;
}

/** Returns the state of a rule, with times in `zone`. */
export function stateOf(rule: OfficeHoursRule, at: Date, zone: string): RuleState {
  if (rule.mode === "off") return { kind: "off", text: "Disabled", until: "" };
  if (rule.missingCallTime !== null) return { kind: "warn", text: "Blocks every request", until: "" };
  const { allowed, changesAt } = judge([rule], at);
  const until = changesAt ? `until ${formatDateTime(changesAt, zone)}` : "no planned change";
  return { kind: allowed ? "good" : "bad", text: allowed ? "Allows requests" : "Blocks requests", until };
}

/** A labeled setting of a rule. */
export interface Fact {
  readonly label: string;
  readonly text: string;
}

function datesText({ exceptions, mode }: RuleSettings): string {
  return exceptions.map(({ date, windows }) => `${periodLabel(date)}: ${effectOn(mode, windows)}`).join("; ");
}

/** Returns a rule's settings in a fixed order, so that two rules can be compared line by line. */
export function factsOf(settings: RuleSettings): readonly Fact[] {
  const follows = settings.callTimeId !== null;
  return [
    { label: "Name", text: settings.name },
    { label: "Effect", text: MODE_LABELS[settings.mode] },
    { label: "Time zone", text: settings.timeZone },
    { label: "Applies to", text: settings.customer ?? "all customers" },
    { label: "Hours", text: follows ? `Vicidial call time ${settings.callTimeId}` : "set in this rule" },
    { label: "Week", text: follows ? "–" : formatWeekly(settings.weekly) || "no hours" },
    { label: "Dates", text: follows ? "–" : datesText(settings) || "none" },
  ];
}

/** A setting in two versions of a rule. */
export interface Compared extends Fact {
  readonly other: string;
  readonly differs: boolean;
}

/** Compares two versions of a rule; a missing version has empty texts. */
export function compare(one: RuleSettings | undefined, other: RuleSettings): readonly Compared[] {
  const facts = one && factsOf(one);
  return factsOf(other).map(({ label, text }, index) => {
    const before = facts?.[index]?.text ?? "";
    return { label, text: before, other: text, differs: before !== text };
  });
}

/** Returns the changed settings for Vicidial's admin log. */
export function changeNotes(before: RuleSettings | undefined, after: RuleSettings): string {
  return compare(before, after)
    .filter(({ differs }) => differs)
    .map(({ label, text, other }) => (before ? `${label}: ${text} -> ${other}` : `${label}: ${other}`))
    .join("\n");
}
