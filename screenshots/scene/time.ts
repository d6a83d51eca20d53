/** The moment of all pictures: a Tuesday after office hours, whatever the real date is. */
export const NOW = new Date("2026-11-24T17:42:00Z");
/** The time zone of the people in the pictures and, by TZ in package.json, of the server: UTC+1 in these weeks. */
export const ZONE = "Europe/Amsterdam";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Returns an instant in that time zone.
 *
 * @param days relative to the day of the pictures: -1 is the day before
 * @param time on that day, such as `18:05` or `18:05:30`
 */
export function at(days: number, time: string): Date {
  const today = `${NOW.toISOString().slice(0, 10)}T${time.padEnd(8, ":00")}Z`;
  return new Date(Date.parse(today) - HOUR_MS + days * DAY_MS);
}

/** Day of the week; 0 is Sunday. */
export function weekdayOf(days: number): number {
  return at(days, "12:00").getUTCDay();
}
