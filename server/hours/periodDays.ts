import { Temporal } from "temporal-polyfill";
import { coversDate, periodOf } from "./datePeriods.ts";

const LEAP_DAY = "02-29";
/** Leap days are up to eight years apart: 2096, 2104. */
const YEARS_BETWEEN_LEAP_DAYS = 8;

/** Returns the days around a date on which a period starts or ends, until it has repeated. */
export function turningDates(text: string, around: Temporal.PlainDate): readonly Temporal.PlainDate[] {
  const { first, last, isYearly } = periodOf(text);
  if (!isYearly) return [first, last].map((day) => Temporal.PlainDate.from(day));
  const ahead = [first, last].includes(LEAP_DAY) ? YEARS_BETWEEN_LEAP_DAYS : 1;
  return Array.from({ length: ahead + 2 }, (_, n) => around.year - 1 + n).flatMap((year) =>
    // In other years, the leap day becomes the day before; one day more to look at changes nothing.
    [first, last].map((day) => Temporal.PlainMonthDay.from(day).toPlainDate({ year })),
  );
}

/** Returns the days of a period from a date on, in order; those of a yearly period within a year. */
export function* daysOfPeriod(text: string, from: Temporal.PlainDate): Generator<Temporal.PlainDate> {
  const { first, last, isYearly } = periodOf(text);
  const end = isYearly ? from.add({ years: 1 }).toString() : last;
  let day = isYearly || first <= from.toString() ? from : Temporal.PlainDate.from(first);
  for (; day.toString() <= end; day = day.add({ days: 1 })) if (coversDate(text, day.toString())) yield day;
}
