import { expect } from "chai";
import fc from "fast-check";
import { WEEKDAYS, type Weekday } from "../../server/hours/officeHoursRule.ts";
import type { Schedule } from "../../server/plans/plan.ts";
import { nextTime, nextTimes } from "../../server/plans/schedule.ts";
import { ZONES } from "../support/arbitraryHours.ts";
import { MINUTE_MS, wallAt } from "../support/wallClock.ts";

const DAY_MS = 24 * 60 * MINUTE_MS;
const HORIZON_MS = 8 * DAY_MS;
const MINUTES_OF_DAY = 1440;

/** A wall clock reading as a number that grows with it. */
function reading(date: string, minute: number): number {
  return (Date.parse(date) / DAY_MS) * MINUTES_OF_DAY + minute;
}

/**
 * Finds the times by brute force: a day's time comes when the wall clock shows it, or a later time, for the first time. Shares no
 * code and no library with the implementation under test.
 */
function walkedTimes({ days, time, timeZone }: Schedule, after: number): readonly number[] {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  const times: number[] = [];
  const start = after - 2 * DAY_MS;
  const first = wallAt(timeZone, start);
  let shown = reading(first.date, first.minute);
  for (let at = start; at <= after + HORIZON_MS; at += MINUTE_MS) {
    const wall = wallAt(timeZone, at);
    const now = reading(wall.date, wall.minute);
    for (let day = Math.floor(shown / MINUTES_OF_DAY); day * MINUTES_OF_DAY <= now; day += 1) {
      const due = day * MINUTES_OF_DAY + hours * 60 + minutes;
      const weekday = WEEKDAYS[(new Date(day * DAY_MS).getUTCDay() + 6) % 7] as Weekday;
      if (shown < due && due <= now && days.includes(weekday) && at > after) times.push(at);
    }
    shown = Math.max(shown, now);
  }
  return times;
}

/** Days around clock changes in the zones, and one day without any. */
const STARTS = [
  "2026-03-06",
  "2026-03-27",
  "2026-04-03",
  "2026-04-23",
  "2026-06-10",
  "2026-10-23",
  "2026-10-30",
];

const schedules: fc.Arbitrary<Schedule> = fc.record({
  days: fc.subarray([...WEEKDAYS], { minLength: 1 }),
  time: fc
    .oneof(
      fc.integer({ min: 0, max: 1439 }),
      fc.integer({ min: 0, max: 16 }).map((quarter) => quarter * 15),
    )
    .map((minute) => {
      const [hour, rest] = [Math.floor(minute / 60), minute % 60];
      return `${String(hour).padStart(2, "0")}:${String(rest).padStart(2, "0")}`;
    }),
  timeZone: fc.constantFrom(...ZONES),
});

const starts = fc
  .tuple(fc.constantFrom(...STARTS), fc.integer({ min: 0, max: 3 * MINUTES_OF_DAY }))
  .map(([day, minutes]) => Date.parse(day) + minutes * MINUTE_MS);

const local = (at: Date | null, timeZone: string) =>
  at?.toLocaleString("sv-SE", { timeZone, timeZoneName: "shortOffset" });

describe("The times of a plan", () => {
  it("are those that a walk along the wall clock finds, whatever the zone and its clock changes", () => {
    fc.assert(
      fc.property(schedules, starts, (schedule, after) => {
        const walked = walkedTimes(schedule, after);
        const told = nextTimes(schedule, new Date(after), walked.length);
        expect(told.map((at) => at.toISOString())).to.deep.equal(
          walked.map((at) => new Date(at).toISOString()),
        );
      }),
      { numRuns: 30 },
    );
  });

  it("grow, and start after the given instant, wherever the search starts again", () => {
    fc.assert(
      fc.property(schedules, starts, (schedule, after) => {
        const [first, second] = nextTimes(schedule, new Date(after), 2);
        if (!first || !second) return expect.fail("a week has a time");
        expect(first.getTime()).to.be.greaterThan(after);
        expect(nextTime(schedule, first)).to.deep.equal(second);
      }),
      { numRuns: 100 },
    );
  });

  const nightly = (time: string, timeZone: string): Schedule => ({ days: WEEKDAYS, time, timeZone });

  it("move a time that the clock skips to the moment at which the clock is set forward", () => {
    const zone = "Europe/Amsterdam";
    const at = nextTime(nightly("02:30", zone), new Date("2026-03-28T12:00Z"));
    expect(local(at, zone)).to.equal("2026-03-29 03:00:00 GMT+2");
  });

  it("count a time that occurs twice once: the first", () => {
    const zone = "Europe/Amsterdam";
    const times = nextTimes(nightly("02:30", zone), new Date("2026-10-24T12:00Z"), 2);
    expect(times.map((at) => local(at, zone))).to.deep.equal([
      "2026-10-25 02:30:00 GMT+2",
      "2026-10-26 02:30:00 GMT+1",
    ]);
  });

  it("run once on a day that a country left out of its calendar", () => {
    const zone = "Pacific/Apia";
    const times = nextTimes(nightly("06:00", zone), new Date("2011-12-29T18:00Z"), 3);
    expect(times.map((at) => local(at, zone))).to.deep.equal([
      "2011-12-31 00:00:00 GMT+14",
      "2011-12-31 06:00:00 GMT+14",
      "2012-01-01 06:00:00 GMT+14",
    ]);
  });
});
