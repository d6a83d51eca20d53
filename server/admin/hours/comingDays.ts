import { Temporal } from "temporal-polyfill";
import type { OfficeHoursRule } from "../../hours/officeHoursRule.ts";
import { type Span, spansBetween } from "../../hours/spans.ts";
import { type PageText, type Phrase, phrase } from "../../lib/phrase.ts";
import { dayLabel, weekdayLabel } from "./dateLabels.ts";

/** Charts of the coming days: one bar per day with its blocked periods. */

export const DAYS_SHOWN = 14;

/** A blocked period within a bar, in percent of the day. */
interface BlockedPeriod {
  readonly x: string;
  readonly width: string;
  readonly title: PageText;
}

export interface Bar {
  readonly blocked: readonly BlockedPeriod[];
  /** The same as text: `blocked 09:00–17:00`. */
  readonly text: PageText;
}

export interface Day {
  readonly date: string;
  readonly weekday: PageText;
  readonly label: PageText;
  readonly isWeekend: boolean;
  /** Elapsed percentage of today; null for other days. */
  readonly now: string | null;
  /** One bar for each compared set of rules. */
  readonly bars: readonly Bar[];
  readonly differs: boolean;
}

/** Formats a day of another year: `25 Dec 26`. */
function distantLabel(date: string): Phrase {
  return phrase("%1s %2s", dayLabel(date), date.slice(2, 4));
}

function percent(part: number): string {
  return (part * 100).toFixed(3);
}

/** Formats a time of day; midnight at the end of the day is 24:00. */
function clock(at: number, zone: string, dayEnd: number): string {
  if (at === dayEnd) return "24:00";
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  return local.toPlainTime().toString({ smallestUnit: "minute" });
}

interface Period {
  readonly from: number;
  readonly to: number;
}

/** Merges adjacent periods that different rules block. */
function mergeAdjacent(periods: readonly Period[]): readonly Period[] {
  const merged: Period[] = [];
  for (const period of periods) {
    const last = merged.at(-1);
    if (last?.to === period.from) merged[merged.length - 1] = { from: last.from, to: period.to };
    else merged.push(period);
  }
  return merged;
}

function barText(blocked: readonly string[], isAllDay: boolean): PageText {
  if (blocked.length === 0) return phrase("allowed all day");
  return isAllDay ? phrase("blocked all day") : phrase("blocked %1s", blocked.join(", "));
}

function barOf(spans: readonly Span[], start: number, end: number, zone: string): Bar {
  const times = ({ from, to }: Period) => `${clock(from, zone, end)}–${clock(to, zone, end)}`;
  const refused = spans
    .filter(({ rule, from, to }) => rule !== null && to.getTime() > start && from.getTime() < end)
    .map(({ rule, from, to }) => ({
      rule,
      from: Math.max(from.getTime(), start),
      to: Math.min(to.getTime(), end),
    }));
  const merged = mergeAdjacent(refused);
  const isAllDay = merged.some(({ from, to }) => from === start && to === end);
  return {
    blocked: refused.map((period) => ({
      x: percent((period.from - start) / (end - start)),
      width: percent((period.to - period.from) / (end - start)),
      title: phrase("%1s blocked by %2s", times(period), period.rule ?? ""),
    })),
    text: barText(merged.map(times), isAllDay),
  };
}

/** Returns a day with a bar for each set of rules. */
function dayOf(
  date: Temporal.PlainDate,
  zone: string,
  spansIn: (start: number, end: number) => readonly (readonly Span[])[],
  label: (date: string) => Phrase,
): Day {
  const [start, end] = [date, date.add({ days: 1 })].map(
    (day) => day.toZonedDateTime(zone).epochMilliseconds,
  );
  const [from, to] = [start ?? 0, end ?? 0];
  const bars = spansIn(from, to).map((each) => barOf(each, from, to, zone));
  return {
    date: date.toString(),
    weekday: weekdayLabel(date.toString()),
    label: label(date.toString()),
    isWeekend: date.dayOfWeek > 5,
    now: null,
    bars,
    differs: bars.some(({ text }) => String(text) !== String(bars[0]?.text)),
  };
}

/** Returns today in a time zone. */
export function todayIn(zone: string, now: Date): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone).toPlainDate();
}

/**
 * Returns the coming days in a time zone, starting today.
 *
 * @param versions sets of rules to compare; each adds a bar to every day
 */
export function comingDays(
  versions: readonly (readonly OfficeHoursRule[])[],
  now: Date,
  zone: string,
): readonly Day[] {
  const today = todayIn(zone, now);
  const startOf = (days: number) => today.add({ days }).toZonedDateTime(zone).epochMilliseconds;
  const spans = versions.map((rules) =>
    spansBetween(rules, new Date(startOf(0)), new Date(startOf(DAYS_SHOWN))),
  );
  const days = Array.from({ length: DAYS_SHOWN }, (_, n) =>
    dayOf(today.add({ days: n }), zone, () => spans, dayLabel),
  );
  const elapsed = (now.getTime() - startOf(0)) / (startOf(1) - startOf(0));
  return days.map((day, index) => (index === 0 ? { ...day, now: percent(elapsed) } : day));
}

/** Returns single days, however far off, with a bar for each set of rules. */
export function distantDays(
  versions: readonly (readonly OfficeHoursRule[])[],
  dates: readonly Temporal.PlainDate[],
  zone: string,
): readonly Day[] {
  const spansIn = (start: number, end: number) =>
    versions.map((rules) => spansBetween(rules, new Date(start), new Date(end)));
  return dates.map((date) => dayOf(date, zone, spansIn, distantLabel));
}

const HOUR_MS = 3_600_000;

/** Returns the number of hours in the shown days in which requests are allowed. */
export function allowedHours(rules: readonly OfficeHoursRule[], now: Date, days = DAYS_SHOWN): number {
  const spans = spansBetween(rules, now, new Date(now.getTime() + days * 24 * HOUR_MS));
  const allowed = spans.filter(({ rule }) => rule === null);
  const ms = allowed.reduce((sum, { from, to }) => sum + (to.getTime() - from.getTime()), 0);
  return Math.round(ms / HOUR_MS);
}
