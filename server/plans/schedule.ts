import { Temporal } from "temporal-polyfill";
import { WEEKDAYS } from "../hours/officeHoursRule.ts";
import type { Schedule } from "./plan.ts";

/** Days to search for the next time. A weekday occurs in any seven of them; the others are a margin for changes of the clock. */
const DAYS_SEARCHED = 9;

/**
 * Returns the instant of a wall time. A time that the clock skips becomes the moment at which the clock is set forward. If a
 * time occurs twice, the first one counts.
 */
function instantOf(date: Temporal.PlainDate, { time, timeZone }: Schedule): Temporal.Instant {
  const wall = date.toPlainDateTime(Temporal.PlainTime.from(time));
  const earlier = wall.toZonedDateTime(timeZone, { disambiguation: "earlier" });
  if (earlier.toPlainDateTime().equals(wall)) return earlier.toInstant();
  return (earlier.getTimeZoneTransition("next") ?? earlier).toInstant();
}

/** Yields the times of a schedule after an instant, in order. Pure. */
export function* timesAfter(schedule: Schedule, after: Date): Generator<Date> {
  const { days, timeZone } = schedule;
  let last = Temporal.Instant.fromEpochMilliseconds(after.getTime());
  let date = last.toZonedDateTimeISO(timeZone).toPlainDate().subtract({ days: 1 });
  for (let without = 0; without < DAYS_SEARCHED; without += 1, date = date.add({ days: 1 })) {
    const weekday = WEEKDAYS[date.dayOfWeek - 1];
    if (weekday === undefined || !days.includes(weekday)) continue;
    const at = instantOf(date, schedule);
    if (Temporal.Instant.compare(at, last) <= 0) continue;
    yield new Date(at.epochMilliseconds);
    last = at;
    without = 0;
  }
}

/** Returns the next time of a schedule after an instant; null for a schedule without days. Pure. */
export function nextTime(schedule: Schedule, after: Date): Date | null {
  for (const at of timesAfter(schedule, after)) return at;
  return null;
}

/** Returns the next times of a schedule. Pure. */
export function nextTimes(schedule: Schedule, after: Date, count: number): readonly Date[] {
  const times: Date[] = [];
  if (count > 0)
    for (const at of timesAfter(schedule, after)) {
      times.push(at);
      if (times.length === count) break;
    }
  return times;
}
