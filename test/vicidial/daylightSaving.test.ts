import { expect } from "chai";
import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { isSummerTime } from "../../server/vicidial/daylightSaving.ts";

const HOUR_MS = 3_600_000;

/** Returns the instant of a local time at a fixed UTC offset in hours. */
function at(local: string, offset: number): number {
  return Date.parse(`${local}Z`) - offset * HOUR_MS;
}

function isAhead(zone: string, standardOffset: number, instant: number): boolean {
  const { offsetNanoseconds } = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
  return offsetNanoseconds > standardOffset * HOUR_MS * 1e6;
}

/** Instants, often in a month in which clocks change somewhere. */
const instants = fc.oneof(
  fc
    .date({ min: new Date("2008-01-01T12:00Z"), max: new Date("2037-12-31T00:00Z"), noInvalidDate: true })
    .map((date) => date.getTime()),
  fc
    .record({
      year: fc.integer({ min: 2008, max: 2037 }),
      month: fc.constantFrom(1, 2, 3, 8, 9, 10),
      day: fc.integer({ min: 1, max: 31 }),
      minutes: fc.integer({ min: 0, max: 24 * 60 - 1 }),
    })
    .map(({ year, month, day, minutes }) => Date.UTC(year, month, day, 0, minutes)),
);

describe("Daylight saving time by Vicidial's codes", () => {
  /** Code, standard UTC offset (hours), and start and end in standard time. */
  const CHANGES: readonly (readonly [string, number, string, string])[] = [
    ["SSM-FSN", -5, "2015-03-08T02:00", "2015-11-01T02:00"],
    ["SSM-FSN", -5, "2024-03-10T02:00", "2024-11-03T02:00"],
    ["SSM-FSN", -8, "2026-03-08T02:00", "2026-11-01T02:00"],
    ["SSM-FSN", -3.5, "2027-03-14T02:00", "2027-11-07T02:00"],
    ["FSA-LSO", -6, "2018-04-01T02:00", "2018-10-28T02:00"],
    ["FSA-LSO", -6, "2021-04-04T02:00", "2021-10-31T02:00"],
    ["LSM-LSO", 0, "2024-03-31T01:00", "2024-10-27T01:00"],
    ["LSM-LSO", 1, "2026-03-29T01:00", "2026-10-25T01:00"],
    ["LSO-LSM", 8, "2008-10-26T01:00", "2009-03-29T01:00"],
    ["LSO-LSM", 8, "2010-10-31T01:00", "2011-03-27T01:00"],
    ["FSO-LSM", 10, "2006-10-01T01:00", "2007-03-25T01:00"],
    ["FSO-LSM", 10, "2007-10-07T01:00", "2008-03-30T01:00"],
    ["FSO-FSA", 10, "2025-10-05T01:00", "2026-04-05T02:00"],
    ["FSO-FSA", 9.5, "2028-10-01T01:00", "2029-04-01T02:00"],
    ["FSO-TSM", 12, "2005-10-02T01:00", "2006-03-19T01:00"],
    ["FSO-TSM", 12, "2006-10-01T01:00", "2007-03-18T01:00"],
    ["LSS-FSA", 12, "2023-09-24T01:00", "2024-04-07T02:00"],
    ["LSS-FSA", 12, "2025-09-28T01:00", "2026-04-05T02:00"],
    ["TSO-LSF", -3, "2011-10-16T01:00", "2012-02-26T01:00"],
    ["TSO-LSF", -3, "2018-10-21T01:00", "2019-02-24T01:00"],
  ];
  for (const [code, offset, start, end] of CHANGES)
    it(`begins for ${code} exactly at ${start} and ends exactly at ${end}`, () => {
      const isSummer = (instant: number) => isSummerTime(code, offset, new Date(instant));
      const [begins, ends] = [at(start, offset), at(end, offset)];
      expect([isSummer(begins - 1), isSummer(begins)], "at its start").to.deep.equal([false, true]);
      expect([isSummer(ends - 1), isSummer(ends)], "at its end").to.deep.equal([true, false]);
      for (let instant = begins; instant < ends; instant += 24 * HOUR_MS)
        expect(isSummer(instant), new Date(instant).toISOString()).to.equal(true);
      for (
        let instant = ends;
        instant < begins + 365 * 24 * HOUR_MS - 8 * 24 * HOUR_MS;
        instant += 24 * HOUR_MS
      )
        expect(isSummer(instant), new Date(instant).toISOString()).to.equal(false);
    });

  it("never applies if the code is unknown or missing", () => {
    for (const code of ["", "N", "SSM", "SSM-FSN ", "constructor", "__proto__", "toString"])
      for (const month of [0, 3, 6, 9, 11])
        expect(isSummerTime(code, -5, new Date(Date.UTC(2026, month, 15))), code).to.equal(false);
  });

  it("is also found by a code in lower case", () => {
    expect(isSummerTime("lsm-lso", 0, new Date("2026-07-01T00:00Z"))).to.equal(true);
  });

  /**
   * Official local time. Vicidial's job changes each code at the same local hour everywhere, which is an hour off in
   * some places. These are the only differences.
   */
  const PLACES: Readonly<
    Record<string, readonly [string, number, string, (ahead: (hours: number) => boolean) => boolean]>
  > = {
    "in New York, but lasts an hour longer": [
      "SSM-FSN",
      -5,
      "America/New_York",
      (ahead) => ahead(0) || ahead(-1),
    ],
    "in Los Angeles, but lasts an hour longer": [
      "SSM-FSN",
      -8,
      "America/Los_Angeles",
      (ahead) => ahead(0) || ahead(-1),
    ],
    "in London": ["LSM-LSO", 0, "Europe/London", (ahead) => ahead(0)],
    "in Amsterdam, but starts and ends an hour early": [
      "LSM-LSO",
      1,
      "Europe/Amsterdam",
      (ahead) => ahead(1),
    ],
    "in Sydney, but starts an hour early": [
      "FSO-FSA",
      10,
      "Australia/Sydney",
      (ahead) => ahead(0) || ahead(1),
    ],
    "in Auckland, but starts an hour early": [
      "LSS-FSA",
      12,
      "Pacific/Auckland",
      (ahead) => ahead(0) || ahead(1),
    ],
  };
  for (const [where, [code, offset, zone, expected]] of Object.entries(PLACES))
    it(`matches local clocks ${where}`, () => {
      fc.assert(
        fc.property(instants, (instant) => {
          const ahead = (hours: number) => isAhead(zone, offset, instant + hours * HOUR_MS);
          expect(isSummerTime(code, offset, new Date(instant)), new Date(instant).toISOString()).to.equal(
            expected(ahead),
          );
        }),
        { numRuns: 2000 },
      );
    });
});
