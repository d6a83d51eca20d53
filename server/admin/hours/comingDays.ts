import { Temporal } from "temporal-polyfill";
import type { OfficeHoursRule } from "../../hours/officeHoursRule.ts";
import { type Span, spansBetween } from "../../hours/spans.ts";

/** The coming days as pictures: a bar a day, in which refused stretches stand out. */

export const DAYS_SHOWN = 14;

/** A refused stretch of a bar, in hundredths of the day. */
interface Stretch {
  readonly x: string;
  readonly width: string;
  readonly title: string;
}

export interface Bar {
  readonly stretches: readonly Stretch[];
  /** The same in words: `refused 09:00–17:00`. */
  readonly words: string;
}

export interface Day {
  readonly date: string;
  readonly weekday: string;
  readonly label: string;
  readonly isWeekend: boolean;
  /** How far the day has gone; null but for today. */
  readonly now: string | null;
  /** One for each set of rules that is compared. */
  readonly bars: readonly Bar[];
  readonly differs: boolean;
}

const WEEKDAY = new Intl.DateTimeFormat("en-GB", { weekday: "short", timeZone: "UTC" });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

function percent(part: number): string {
  return (part * 100).toFixed(3);
}

/** Midnight at the day's end is written 24:00. */
function clock(at: number, zone: string, dayEnd: number): string {
  if (at === dayEnd) return "24:00";
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  return local.toPlainTime().toString({ smallestUnit: "minute" });
}

interface Cut {
  readonly from: number;
  readonly to: number;
}

/** Refused by one rule and then by the next is refused all along. */
function joined(cuts: readonly Cut[]): readonly Cut[] {
  const whole: Cut[] = [];
  for (const cut of cuts) {
    const last = whole.at(-1);
    if (last?.to === cut.from) whole[whole.length - 1] = { from: last.from, to: cut.to };
    else whole.push(cut);
  }
  return whole;
}

function barOf(spans: readonly Span[], start: number, end: number, zone: string): Bar {
  const times = ({ from, to }: Cut) => `${clock(from, zone, end)}–${clock(to, zone, end)}`;
  const refused = spans
    .filter(({ rule, from, to }) => rule !== null && to.getTime() > start && from.getTime() < end)
    .map(({ rule, from, to }) => ({
      rule,
      from: Math.max(from.getTime(), start),
      to: Math.min(to.getTime(), end),
    }));
  const whole = joined(refused);
  const isAllDay = whole.some(({ from, to }) => from === start && to === end);
  const told = isAllDay ? "all day" : whole.map(times).join(", ");
  return {
    stretches: refused.map((cut) => ({
      x: percent((cut.from - start) / (end - start)),
      width: percent((cut.to - cut.from) / (end - start)),
      title: `${times(cut)} refused by ${cut.rule}`,
    })),
    words: whole.length === 0 ? "allowed all day" : `refused ${told}`,
  };
}

/**
 * The coming days by the clock of a zone, from today's midnight on.
 *
 * @param versions each set of rules gives every day a bar of its own
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
      differs: bars.some(({ words }) => words !== bars[0]?.words),
    };
  });
}

const HOUR_MS = 3_600_000;

/** For how many hours of the days shown moves are allowed. */
export function allowedHours(rules: readonly OfficeHoursRule[], now: Date, days = DAYS_SHOWN): number {
  const spans = spansBetween(rules, now, new Date(now.getTime() + days * 24 * HOUR_MS));
  const allowed = spans.filter(({ rule }) => rule === null);
  const ms = allowed.reduce((sum, { from, to }) => sum + (to.getTime() - from.getTime()), 0);
  return Math.round(ms / HOUR_MS);
}
