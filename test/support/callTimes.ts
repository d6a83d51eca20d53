import fc from "fast-check";
import type { CallTime, CallTimeHours } from "../../server/vicidial/callTimes.ts";
import { dayBefore, type Wall } from "./wallClock.ts";

/** Builds Vicidial call times, and evaluates them independently of the server's code, in Vicidial's HHMM numbers. */

const UNSET: CallTimeHours = { start: 0, stop: 0 };
const DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;

/** Returns a call time from 9:00 to 17:00 every day, with `changes` applied. */
export function makeCallTime(
  changes: Omit<Partial<CallTime>, "days"> & { days?: Partial<CallTime["days"]> } = {},
): CallTime {
  const { days, ...rest } = changes;
  return {
    id: "9am-5pm",
    name: "nine to five",
    fallback: { start: 900, stop: 1700 },
    holidays: [],
    ...rest,
    days: {
      monday: UNSET,
      tuesday: UNSET,
      wednesday: UNSET,
      thursday: UNSET,
      friday: UNSET,
      saturday: UNSET,
      sunday: UNSET,
      ...days,
    },
  };
}

function contains({ start, stop }: CallTimeHours, hhmm: number): boolean {
  return hhmm >= start && hhmm < stop;
}

function hoursOn({ days, fallback, holidays }: CallTime, date: string): CallTimeHours {
  const holiday = holidays.find((candidate) => candidate.date === date && candidate.method === "replace");
  if (holiday) return holiday.hours;
  const day = days[DAYS[new Date(`${date}T12:00Z`).getUTCDay()] ?? "sunday"];
  return day.start === 0 && day.stop === 0 ? fallback : day;
}

/** Returns whether a call time is open at a wall clock time. */
export function isExpectedOpen(callTime: CallTime, { date, minute }: Wall): boolean {
  const hhmm = Math.floor(minute / 60) * 100 + (minute % 60);
  const yesterday = dayBefore(date);
  const isClosed = callTime.holidays
    .filter(({ method }) => method === "close_inside")
    .some((holiday) => {
      if (holiday.date === date) return contains(holiday.hours, hhmm);
      return holiday.date === yesterday && contains(holiday.hours, hhmm + 2400);
    });
  if (isClosed) return false;
  return contains(hoursOn(callTime, date), hhmm) || contains(hoursOn(callTime, yesterday), hhmm + 2400);
}

/** Any number that fits the column: mostly valid times, some typical ones. */
const hhmm = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.nat(23), fc.nat(59)).map(([hour, minute]) => hour * 100 + minute) },
  { weight: 2, arbitrary: fc.constantFrom(0, 900, 1700, 2400, 2600, 3000) },
  { weight: 1, arbitrary: fc.nat(4800) },
);
const hours: fc.Arbitrary<CallTimeHours> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ start: hhmm, stop: hhmm }) },
  { weight: 1, arbitrary: fc.constantFrom(UNSET, { start: 2400, stop: 2400 }, { start: 0, stop: 2400 }) },
);

/** Returns any call time, with holidays on some of the given dates. */
export function anyCallTime(dates: readonly string[]): fc.Arbitrary<CallTime> {
  const holiday = fc.record({
    id: fc.constant("H"),
    name: fc.constant("a day"),
    date: fc.constantFrom(...dates),
    hours,
    method: fc.constantFrom("replace" as const, "close_inside" as const),
  });
  return fc.record({
    id: fc.constant("any"),
    name: fc.constant("any"),
    fallback: hours,
    days: fc.record({
      monday: hours,
      tuesday: hours,
      wednesday: hours,
      thursday: hours,
      friday: hours,
      saturday: hours,
      sunday: hours,
    }),
    holidays: fc.array(holiday, { maxLength: 4 }),
  });
}
