import { Temporal } from "temporal-polyfill";
import {
  MINUTES_PER_DAY,
  type Mode,
  type OfficeHoursRule,
  type TimeWindow,
} from "../../hours/officeHoursRule.ts";
import { daysOfPeriod } from "../../hours/periodDays.ts";
import { formatWindows } from "../../hours/weeklyText.ts";
import { type Phrase, phrase, term } from "../../lib/phrase.ts";
import { periodLabel } from "./dateLabels.ts";

/** What a rule does on dates with other hours, in words. */

function isWholeDay(windows: readonly TimeWindow[]): boolean {
  return windows.some(({ start, end }) => start === 0 && end === MINUTES_PER_DAY);
}

function hoursText(windows: readonly TimeWindow[]): string {
  return formatWindows(windows).replaceAll("-", "–").replaceAll(",", ", ");
}

const ALLOWED = term(phrase("requests allowed all day"));
const BLOCKED = term(phrase("requests blocked all day"));
const DISABLED = term(phrase("no effect, because the rule is disabled"));

/** Says what a rule does on a date with these hours: `requests allowed all day`. */
export function effectOn(mode: Mode, windows: readonly TimeWindow[]): Phrase {
  if (mode === "off") return DISABLED;
  const isInside = mode === "refuse_inside";
  if (windows.length === 0) return isInside ? ALLOWED : BLOCKED;
  if (isWholeDay(windows)) return isInside ? BLOCKED : ALLOWED;
  const hours = hoursText(windows);
  return isInside ? phrase("requests blocked %1s", hours) : phrase("requests allowed only %1s", hours);
}

/** Says what a rule does on a date on which its hours do not apply during these windows. */
function effectOfClosure(mode: Mode, windows: readonly TimeWindow[]): Phrase {
  if (mode === "off") return DISABLED;
  if (windows.length === 0) return term(phrase("requests as usual"));
  if (isWholeDay(windows)) return mode === "refuse_inside" ? ALLOWED : BLOCKED;
  const hours = hoursText(windows);
  return mode === "refuse_inside"
    ? phrase("requests allowed %1s, otherwise as usual", hours)
    : phrase("requests blocked %1s, otherwise as usual", hours);
}

/** Dates with other hours that are not over. */
export interface ComingPeriod {
  readonly label: Phrase;
  readonly effect: Phrase;
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
