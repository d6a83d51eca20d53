import { Temporal } from "temporal-polyfill";
import type { DailyCounts } from "../../history/dailyCounts.ts";
import type { PageText } from "../../lib/phrase.ts";
import { dayLabel, weekdayLabel } from "../hours/dateLabels.ts";

export const DAYS_COUNTED = 14;

/** The last days up to today, in a time zone. */
export interface LastDays {
  /** ISO dates. */
  readonly dates: readonly string[];
  /** Start of each day, and the end of the last. */
  readonly edges: readonly Date[];
}

/** A day with its bar. Lengths are percentages, because an SVG without viewBox keeps its text readable. */
export interface CountedDay {
  readonly date: string;
  readonly weekday: PageText;
  readonly label: PageText;
  readonly dayOfMonth: string;
  readonly isToday: boolean;
  readonly leads: string;
  /** Short enough for the width of a bar; empty for zero. */
  readonly short: string;
  readonly x: string;
  readonly width: string;
  readonly middle: string;
  readonly top: string;
  readonly height: string;
}

export interface CountedDays {
  readonly days: readonly CountedDay[];
  readonly total: string;
  readonly today: string;
  readonly isEmpty: boolean;
  readonly isCut: boolean;
}

/** Vertical position of the baseline (percent). Counts are above the bars, day names below. */
const BASELINE = 82;
const MAX_HEIGHT = 70;
/** Minimum height (percent), so that a small number is visible. */
const MIN_HEIGHT = 1.5;

const SHORT = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 2 });

/** Returns the last days in a time zone, including today. */
export function lastDays(now: Date, zone: string): LastDays {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone).toPlainDate();
  const days = Array.from({ length: DAYS_COUNTED + 1 }, (_, n) => today.add({ days: n + 1 - DAYS_COUNTED }));
  return {
    dates: days.slice(0, -1).map(String),
    edges: days.map((day) => new Date(day.toZonedDateTime(zone).epochMilliseconds)),
  };
}

function shortOf(count: number): string {
  if (count === 0) return "";
  return count < 1000 ? String(count) : SHORT.format(count).toLowerCase();
}

/** Returns the days as bars. Pure. */
export function countedDays({ dates }: LastDays, { leads, isCut }: DailyCounts): CountedDays {
  const width = 100 / dates.length;
  const maximum = Math.max(...leads, 1);
  const total = leads.reduce((sum, count) => sum + count, 0);
  const days = dates.map((date, index): CountedDay => {
    const count = leads[index] ?? 0;
    const height = count === 0 ? 0 : Math.max(MIN_HEIGHT, (MAX_HEIGHT * count) / maximum);
    return {
      date,
      weekday: weekdayLabel(date),
      label: dayLabel(date),
      dayOfMonth: String(Number(date.slice(-2))),
      isToday: index === dates.length - 1,
      leads: count.toLocaleString("en"),
      short: shortOf(count),
      x: (index * width).toFixed(2),
      width: width.toFixed(2),
      middle: ((index + 0.5) * width).toFixed(2),
      top: (BASELINE - height).toFixed(2),
      height: height.toFixed(2),
    };
  });
  const today = days.at(-1)?.leads ?? "0";
  return { days, total: total.toLocaleString("en"), today, isEmpty: total === 0, isCut };
}
