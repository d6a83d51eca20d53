import { Temporal } from "temporal-polyfill";
import type { OfficeHoursRule } from "../../hours/officeHoursRule.ts";
import { type Span, spansBetween } from "../../hours/spans.ts";

/** Charts of the coming days: one bar per day with its blocked periods. */

export const DAYS_SHOWN = 14;

/** A blocked period within a bar, in percent of the day. */
interface BlockedPeriod {
  readonly x: string;
  readonly width: string;
  readonly title: string;
}

export interface Bar {
  readonly blocked: readonly BlockedPeriod[];
  /** The same as text: `blocked 09:00–17:00`. */
  readonly text: string;
}

export interface Day {
  readonly date: string;
  readonly weekday: string;
  readonly label: string;
  readonly isWeekend: boolean;
  /** Elapsed percentage of today; null for other days. */
  readonly now: string | null;
  /** One bar for each compared set of rules. */
  readonly bars: readonly Bar[];
  readonly differs: boolean;
}

const WEEKDAY = new Intl.DateTimeFormat("en-GB", { weekday: "short", timeZone: "UTC" });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

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
  const periods = isAllDay ? "all day" : merged.map(times).join(", ");
  return {
    blocked: refused.map((period) => ({
      x: percent((period.from - start) / (end - start)),
      width: percent((period.to - period.from) / (end - start)),
      title: `${times(period)} blocked by ${period.rule}`,
    })),
    text: merged.length === 0 ? "allowed all day" : `blocked ${periods}`,
  };
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
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone).toPlainDate();
  const midnights = Array.from({ length: DAYS_SHOWN + 1 }, (_, days) =>
    today.add({ days }).toZonedDateTime(zone),
  );
  const edges = midnights.map(({ epochMilliseconds }) => epochMilliseconds);
  const [first = 0, last = 0] = [edges.at(0), edges.at(-1)];
  const spans = versions.map((rules) => spansBetween(rules, new Date(first), new Date(last)));
  return edges.slice(0, -1).map((start, index) => {
    const end = edges[index + 1] ?? start;
    const date = today.add({ days: index });
    const utc = new Date(`${date.toString()}T00:00Z`);
    const bars = spans.map((each) => barOf(each, start, end, zone));
    return {
      date: date.toString(),
      weekday: WEEKDAY.format(utc),
      label: DAY.format(utc),
      isWeekend: date.dayOfWeek > 5,
      now: index === 0 ? percent((now.getTime() - start) / (end - start)) : null,
      bars,
      differs: bars.some(({ text }) => text !== bars[0]?.text),
    };
  });
}

const HOUR_MS = 3_600_000;

/** Returns the number of hours in the shown days in which requests are allowed. */
export function allowedHours(rules: readonly OfficeHoursRule[], now: Date, days = DAYS_SHOWN): number {
  const spans = spansBetween(rules, now, new Date(now.getTime() + days * 24 * HOUR_MS));
  const allowed = spans.filter(({ rule }) => rule === null);
  const ms = allowed.reduce((sum, { from, to }) => sum + (to.getTime() - from.getTime()), 0);
  return Math.round(ms / HOUR_MS);
}
