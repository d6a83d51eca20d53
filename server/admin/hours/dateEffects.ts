import { Temporal } from "temporal-polyfill";
import { periodOf } from "../../hours/datePeriods.ts";
import {
  MINUTES_PER_DAY,
  type Mode,
  type OfficeHoursRule,
  type TimeWindow,
} from "../../hours/officeHoursRule.ts";
import { daysOfPeriod } from "../../hours/periodDays.ts";
import { formatWindows } from "../../hours/weeklyText.ts";

/** What a rule does on dates with other hours, in words. */

/** A day without its year: `25 Dec`. */
export const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const DAY_OF_YEAR = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});
/** A leap year, in which every day of a year exists. */
const LEAP_YEAR = 2000;

/** Formats dates: `25 Dec 2026`, `24 Dec 2026 – 2 Jan 2027`, `25 Dec every year`. */
export function periodLabel(text: string): string {
  const { first, last, isYearly } = periodOf(text);
  const days = [...new Set([first, last])].map((day) =>
    isYearly ? DAY.format(new Date(`${LEAP_YEAR}-${day}`)) : DAY_OF_YEAR.format(new Date(day)),
  );
  return `${days.join(" – ")}${isYearly ? " every year" : ""}`;
}

function hoursText(windows: readonly TimeWindow[]): string {
  const isWholeDay = windows.some(({ start, end }) => start === 0 && end === MINUTES_PER_DAY);
  return isWholeDay ? "all day" : formatWindows(windows).replaceAll("-", "–").replaceAll(",", ", ");
}

/** Says what a rule does on a date with these hours: `requests allowed all day`. */
export function effectOn(mode: Mode, windows: readonly TimeWindow[]): string {
  const hours = hoursText(windows);
  switch (mode) {
    case "off":
      return "no effect, because the rule is disabled";
    case "refuse_inside":
      return windows.length === 0 ? "requests allowed all day" : `requests blocked ${hours}`;
    case "refuse_outside":
      if (windows.length === 0) return "requests blocked all day";
      return hours === "all day" ? "requests allowed all day" : `requests allowed only ${hours}`;
  }
}

/** Says what a rule does on a date on which its hours do not apply during these windows. */
function effectOfClosure(mode: Mode, windows: readonly TimeWindow[]): string {
  if (mode === "off") return effectOn(mode, windows);
  const verb = mode === "refuse_inside" ? "allowed" : "blocked";
  return `requests ${verb} ${hoursText(windows)}, otherwise as usual`;
}

/** Dates with other hours that are not over. */
export interface ComingPeriod {
  readonly label: string;
  readonly effect: string;
  /** The next day, as an ISO date. */
  readonly next: string;
}

/** Returns a rule's dates with other hours from a day on, by their next day. Pure. */
export function comingPeriods(
  { mode, exceptions, closures }: OfficeHoursRule,
  from: Temporal.PlainDate,
): readonly ComingPeriod[] {
  const dated = [
    ...exceptions.map(({ date, windows }) => ({ date, effect: effectOn(mode, windows) })),
    ...closures.map(({ date, windows }) => ({ date, effect: effectOfClosure(mode, windows) })),
  ];
  return dated
    .flatMap(({ date, effect }) => {
      const next = daysOfPeriod(date, from).next().value;
      return next ? [{ label: periodLabel(date), effect, next: next.toString() }] : [];
    })
    .sort((one, other) => one.next.localeCompare(other.next));
}

/** Returns the days with other hours from a day on, in order and at most `limit`, and how many more there are. Pure. */
export function comingExceptionDays(
  { exceptions, closures }: OfficeHoursRule,
  from: Temporal.PlainDate,
  limit: number,
): { readonly days: readonly Temporal.PlainDate[]; readonly more: number } {
  const found = [...exceptions, ...closures].flatMap(({ date }) => [...daysOfPeriod(date, from)].map(String));
  const days = [...new Set(found)].sort();
  return {
    days: days.slice(0, limit).map((day) => Temporal.PlainDate.from(day)),
    more: Math.max(0, days.length - limit),
  };
}
