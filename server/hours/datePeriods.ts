import { phrase } from "../lib/phrase.ts";
import type { DatedException } from "./officeHoursRule.ts";
import { HoursTextError, parseDate, parseWindows } from "./weeklyText.ts";

/**
 * The text form of an exception's dates: `2026-12-25`, `2026-12-24..2027-01-02` (both days included), or every year `12-25` and
 * `12-24..01-02`.
 */

const YEARLY = /^\d{2}-\d{2}$/;
/** A leap year, in which every day of a year exists. */
const LEAP_YEAR = "2000";
const SEPARATOR = "..";

/** First and last day, as full dates or, every year, as month and day. */
export interface DatePeriod {
  readonly first: string;
  readonly last: string;
  readonly isYearly: boolean;
}

/** Splits the text form of a period. */
export function periodOf(text: string): DatePeriod {
  const [first = "", last = first] = text.split(SEPARATOR);
  return { first, last, isYearly: YEARLY.test(first) };
}

/** Returns the text form of a period. */
export function formatPeriod({ first, last }: Pick<DatePeriod, "first" | "last">): string {
  return first === last ? first : first + SEPARATOR + last;
}

function parseDay(text: string): string {
  if (YEARLY.test(text)) return parseDate(`${LEAP_YEAR}-${text}`).slice(LEAP_YEAR.length + 1);
  return parseDate(text);
}

/**
 * Parses the text form of a period. Returns it in its shortest form.
 *
 * @throws HoursTextError naming the date that does not exist, or the wrong order
 */
export function parsePeriod(text: string): string {
  const [first = "", last = first, ...more] = text.split(SEPARATOR).map(parseDay);
  if (more.length > 0 || first.length !== last.length)
    throw new HoursTextError(`"${text}" is not a range of dates such as 2026-12-24..2027-01-02`);
  if (!YEARLY.test(first) && last < first)
    throw new HoursTextError(phrase("“%1s” ends before it starts: write the first day first", text));
  return formatPeriod({ first, last });
}

/**
 * Tests whether a period contains a date. A yearly period may run past New Year.
 *
 * @param date such as `2026-12-25`
 */
export function coversDate(text: string, date: string): boolean {
  const { first, last, isYearly } = periodOf(text);
  const day = isYearly ? date.slice(LEAP_YEAR.length + 1) : date;
  return first <= last ? first <= day && day <= last : day >= first || day <= last;
}

/** Orders periods: a dated one before a yearly one, then a shorter one before a longer one. The first one applies. */
export function comparePrecedence(one: string, other: string): number {
  const rank = (text: string) => {
    const { first, last, isYearly } = periodOf(text);
    const [start, end] = isYearly
      ? [`2000-${first}`, `${last < first ? 2001 : 2000}-${last}`]
      : [first, last];
    return [isYearly ? 1 : 0, Date.parse(end) - Date.parse(start)] as const;
  };
  const [[kind, length], [otherKind, otherLength]] = [rank(one), rank(other)];
  return kind - otherKind || length - otherLength;
}

/** Parses `2026-12-24 08:00-12:00`: dates and their windows. */
export function parseException(text: string): DatedException {
  const [date = "", ...hours] = text.trim().split(/\s+/);
  if (hours.length === 0)
    throw new HoursTextError(`"${text}" names no hours: write for example "2026-12-24 08:00-12:00"`);
  return { date: parsePeriod(date), windows: parseWindows(hours.join(" ")) };
}
