/**
 * Daylight saving time by the codes of `vicidial_phone_codes.DST_range`, which name the Sundays on which it starts and ends:
 * SSM-FSN is the second Sunday of March to the first Sunday of November. Pure.
 */

/** A Sunday of a month, and the hour in local standard time at which clocks change. */
interface Change {
  /** From 1; 5 is the last Sunday. */
  readonly sunday: number;
  /** From 0. */
  readonly month: number;
  readonly hour: number;
}

interface Range {
  readonly start: Change;
  readonly end: Change;
}

const [FEBRUARY, MARCH, APRIL, SEPTEMBER, OCTOBER, NOVEMBER] = [1, 2, 3, 8, 9, 10];
const LAST = 5;

const on = (sunday: number, month: number, hour: number): Change => ({ sunday, month, hour });

/** The ranges that Vicidial's nightly job knows; other codes mean no daylight saving time. */
const RANGES: Readonly<Record<string, Range>> = {
  "SSM-FSN": { start: on(2, MARCH, 2), end: on(1, NOVEMBER, 2) },
  "FSA-LSO": { start: on(1, APRIL, 2), end: on(LAST, OCTOBER, 2) },
  "LSM-LSO": { start: on(LAST, MARCH, 1), end: on(LAST, OCTOBER, 1) },
  "LSO-LSM": { start: on(LAST, OCTOBER, 1), end: on(LAST, MARCH, 1) },
  "FSO-LSM": { start: on(1, OCTOBER, 1), end: on(LAST, MARCH, 1) },
  "FSO-FSA": { start: on(1, OCTOBER, 1), end: on(1, APRIL, 2) },
  "FSO-TSM": { start: on(1, OCTOBER, 1), end: on(3, MARCH, 1) },
  "LSS-FSA": { start: on(LAST, SEPTEMBER, 1), end: on(1, APRIL, 2) },
  "TSO-LSF": { start: on(3, OCTOBER, 1), end: on(LAST, FEBRUARY, 1) },
};

/** Returns the instant of a change, as if the local clock showed UTC. */
function instantOf({ sunday, month, hour }: Change, year: number): number {
  const firstDay = new Date(Date.UTC(year, month, 1)).getUTCDay();
  const firstSunday = 1 + ((7 - firstDay) % 7);
  const days = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const nth = firstSunday + 7 * (sunday - 1);
  return Date.UTC(year, month, nth > days ? nth - 7 : nth, hour);
}

/**
 * Returns whether daylight saving time applies now.
 *
 * @param standardOffset standard offset of the place from UTC, in hours
 */
export function isSummerTime(code: string, standardOffset: number, now: Date): boolean {
  const range = RANGES[code.toUpperCase()];
  if (!range) return false;
  const local = now.getTime() + standardOffset * 3_600_000;
  const year = new Date(local).getUTCFullYear();
  const [start, end] = [instantOf(range.start, year), instantOf(range.end, year)];
  return start < end ? local >= start && local < end : local >= start || local < end;
}
