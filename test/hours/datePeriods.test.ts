import { expect } from "chai";
import { Temporal } from "temporal-polyfill";
import { parsePeriod } from "../../server/hours/datePeriods.ts";
import { daysOfPeriod } from "../../server/hours/periodDays.ts";
import { HoursTextError } from "../../server/hours/weeklyText.ts";
import { isAllowed, makeRule, nextChanges } from "../support/officeHours.ts";

describe("A range of dates with other hours", () => {
  it("holds from its first to its last day, and is predicted however long it is", () => {
    const rule = makeRule({ mode: "refuse_outside", exceptions: ["2026-12-21..2027-03-05 closed"] });
    expect(nextChanges([rule], "2026-12-18T12:00Z", 3)).to.deep.equal([
      "2026-12-18T17:00+00:00 refused",
      "2027-03-08T09:00+00:00 allowed",
      "2027-03-08T17:00+00:00 refused",
    ]);
    expect(isAllowed([rule], "2027-01-13T10:00Z")).to.equal(false);
  });

  it("gives way to the hours of a shorter range or a single day within it", () => {
    const rule = makeRule({ exceptions: ["2026-12-21..2027-01-03 closed", "2026-12-28 10:00-11:00"] });
    expect(nextChanges([rule], "2026-12-20T12:00Z", 3)).to.deep.equal([
      "2026-12-28T10:00+00:00 refused",
      "2026-12-28T11:00+00:00 allowed",
      "2027-01-04T09:00+00:00 refused",
    ]);
  });
});

describe("Dates that repeat every year", () => {
  it("hold in every year, also past New Year, unless the date of a year has hours of its own", () => {
    const rule = makeRule({
      weekly: "daily all day",
      exceptions: ["12-24..01-01 closed", "2027-12-24 all day"],
    });
    expect(nextChanges([rule], "2026-11-23T12:00Z", 4)).to.deep.equal([
      "2026-12-24T00:00+00:00 allowed",
      "2027-01-02T00:00+00:00 refused",
      "2027-12-25T00:00+00:00 allowed",
      "2028-01-02T00:00+00:00 refused",
    ]);
  });

  it("skip years without a leap day, and find the next one eight years later", () => {
    const rule = makeRule({ weekly: "", exceptions: ["02-29 08:00-09:00"] });
    expect(nextChanges([rule], "2096-03-01T00:00Z", 1)).to.deep.equal(["2104-02-29T08:00+00:00 refused"]);
    expect(isAllowed([rule], "2027-02-28T08:30Z")).to.equal(true);
  });

  it("are listed day by day from a date on", () => {
    const list = (text: string) => [...daysOfPeriod(text, Temporal.PlainDate.from("2026-12-31"))].map(String);
    expect(list("12-30..01-01").slice(0, 4)).to.deep.equal([
      "2026-12-31",
      "2027-01-01",
      "2027-12-30",
      "2027-12-31",
    ]);
    expect(list("2026-12-30..2027-01-01")).to.deep.equal(["2026-12-31", "2027-01-01"]);
    expect(list("2026-12-25")).to.deep.equal([]);
  });
});

describe("The text of dates", () => {
  it("is a date, a range, or the same every year", () => {
    for (const text of ["2026-12-25", "2026-12-24..2027-01-02", "12-25", "12-24..01-02", "02-29"])
      expect(parsePeriod(text)).to.equal(text);
    expect(parsePeriod("2026-12-25..2026-12-25")).to.equal("2026-12-25");
  });

  for (const [text, message] of [
    ["2026-02-30", "is not a date"],
    ["02-30", "is not a date"],
    ["2026-12-25..12-26", "is not a range of dates"],
    ["2026-12-25..2026-12-24", "ends before it starts"],
    ["2026-12-25..2026-12-26..2026-12-27", "is not a range of dates"],
  ] as const)
    it(`is refused with a reason for ${text}`, () =>
      expect(() => parsePeriod(text)).to.throw(HoursTextError, message));
});
