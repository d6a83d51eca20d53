import fc from "fast-check";
import {
  MODES,
  type OfficeHoursRule,
  type TimeWindow,
  WEEKDAYS,
} from "../../server/hours/officeHoursRule.ts";
import { MINUTE_MS } from "./wallClock.ts";

/** Zones with and without clock changes, with extreme offsets and with offsets of less than an hour. */
export const ZONES = [
  "America/New_York",
  "Europe/Amsterdam",
  "Australia/Lord_Howe",
  "Africa/Johannesburg",
  "America/Santiago",
  "Africa/Cairo",
  "Asia/Beirut",
  "Africa/Casablanca",
  "America/St_Johns",
  "Pacific/Chatham",
  "Pacific/Kiritimati",
  "Pacific/Pago_Pago",
  "Asia/Kathmandu",
  "UTC",
] as const;

/** Days near a clock change in one of the zones, and one day without any. */
const DAYS_OF_INTEREST = [
  "2026-02-15",
  "2026-03-08",
  "2026-03-22",
  "2026-03-29",
  "2026-04-05",
  "2026-04-24",
  "2026-06-10",
  "2026-09-06",
  "2026-09-27",
  "2026-10-04",
  "2026-10-25",
  "2026-10-30",
  "2026-11-01",
] as const;

const DAY_MS = 24 * 60 * MINUTE_MS;

/** Minutes of a day: any, quarter hours, and the early hours in which clocks change. */
const minute = fc.oneof(
  fc.integer({ min: 0, max: 1439 }),
  fc.integer({ min: 0, max: 95 }).map((quarter) => quarter * 15),
  fc.integer({ min: 0, max: 12 }).map((quarter) => quarter * 15),
);

/** Any valid window: up to a day long, with or without crossing midnight. */
const oneWindow: fc.Arbitrary<TimeWindow> = fc.oneof(
  { weight: 1, arbitrary: fc.constant({ start: 0, end: 1440 }) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(minute, fc.oneof(fc.integer({ min: 1, max: 1439 }), fc.constantFrom(15, 60, 240)))
      .map(([start, length]) => ({ start, end: start + length })),
  },
);

/** A day's windows, sorted by start as the store returns them. */
export const dayWindows: fc.Arbitrary<readonly TimeWindow[]> = fc
  .array(oneWindow, { maxLength: 2 })
  .map((windows) => windows.toSorted((a, b) => a.start - b.start));

export const week = fc.record(
  Object.fromEntries(WEEKDAYS.map((day) => [day, dayWindows])) as Record<
    (typeof WEEKDAYS)[number],
    typeof dayWindows
  >,
);

const emptyWeek = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };

function isoDate(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function ruleAround(at: number): fc.Arbitrary<OfficeHoursRule> {
  const date = fc
    .record({
      start: fc.integer({ min: -3, max: 20 }),
      days: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5 })),
      isYearly: fc.boolean(),
    })
    .map(({ start, days, isYearly }) => {
      const [first, last] = [start, start + days].map((day) =>
        isoDate(at + day * DAY_MS).slice(isYearly ? "2026-".length : 0),
      );
      return days === 0 ? `${first}` : `${first}..${last}`;
    });
  const exception = fc.record({ date, windows: dayWindows });
  return fc.record({
    name: fc.constantFrom("a", "b", "c"),
    customer: fc.constant(null),
    mode: fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom("refuse_inside" as const, "refuse_outside" as const) },
      { weight: 1, arbitrary: fc.constantFrom(...MODES) },
    ),
    timeZone: fc.constantFrom(...ZONES),
    weekly: fc.oneof({ weight: 5, arbitrary: week }, { weight: 1, arbitrary: fc.constant(emptyWeek) }),
    exceptions: fc.uniqueArray(exception, { maxLength: 8, selector: ({ date }) => date }),
    closures: fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(exception, { maxLength: 3 }) },
    ),
    missingCallTime: fc.constant(null),
  });
}

/** One to three rules, and an instant near a clock change and near the rules' dates. */
export const rulesAndInstant = fc
  .tuple(fc.constantFrom(...DAYS_OF_INTEREST), fc.integer({ min: -2 * DAY_MS, max: 2 * DAY_MS }))
  .map(([date, offset]) => Date.parse(`${date}T00:00Z`) + offset)
  .chain((at) =>
    fc.record({ at: fc.constant(at), rules: fc.array(ruleAround(at), { minLength: 1, maxLength: 3 }) }),
  );
