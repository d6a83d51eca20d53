import { expect } from "chai";
import { judge } from "../../server/hours/officeHours.ts";
import { isAllowed, makeRule, nextChanges } from "../support/officeHours.ts";

// 2026-11-23 is a Monday.
describe("Office hours with several rules", () => {
  const early = makeRule({ name: "early", weekly: "mon 06:00-10:00" });
  const late = makeRule({ name: "late", weekly: "mon 09:00-14:00" });

  it("block moves while any rule blocks them", () => {
    expect(isAllowed([early, late], "2026-11-23T07:00Z")).to.equal(false);
    expect(isAllowed([early, late], "2026-11-23T12:00Z")).to.equal(false);
    expect(isAllowed([early, late], "2026-11-23T14:00Z")).to.equal(true);
  });

  it("name the first blocking rule, in the given order", () => {
    const at = new Date("2026-11-23T09:30Z");
    expect(judge([early, late], at).rule).to.equal("early");
    expect(judge([late, early], at).rule).to.equal("late");
    expect(judge([early, late], new Date("2026-11-23T13:00Z")).rule).to.equal("late");
  });

  it("end when the last blocking rule ends, not when the named rule does", () => {
    expect(judge([early, late], new Date("2026-11-23T07:00Z")).changesAt).to.deep.equal(
      new Date("2026-11-23T14:00Z"),
    );
  });

  it("ignore a disabled rule", () => {
    const off = makeRule({ name: "off", weekly: "daily all day", mode: "off" });
    expect(judge([off, early], new Date("2026-11-23T07:00Z")).rule).to.equal("early");
    expect(nextChanges([off, early], "2026-11-23T07:00Z", 1)).to.deep.equal([
      "2026-11-23T10:00+00:00 allowed",
    ]);
  });

  it("apply each rule in its own time zone", () => {
    const tokyo = makeRule({ name: "tokyo", timeZone: "Asia/Tokyo", weekly: "daily 09:00-18:00" });
    const chicago = makeRule({ name: "chicago", timeZone: "America/Chicago", weekly: "daily 09:00-18:00" });
    // Tokyo's hours are 00:00 to 09:00 UTC, Chicago's 15:00 to 00:00 UTC, so they do not overlap.
    expect(nextChanges([tokyo, chicago], "2026-11-23T00:00Z", 3)).to.deep.equal([
      "2026-11-23T18:00+09:00 allowed",
      "2026-11-24T00:00+09:00 refused",
      "2026-11-24T18:00+09:00 allowed",
    ]);
    expect(judge([tokyo, chicago], new Date("2026-11-23T23:59Z")).rule).to.equal("chicago");
    expect(judge([tokyo, chicago], new Date("2026-11-24T00:00Z")).rule).to.equal("tokyo");
  });

  it("combine a rule that allows moves only inside its hours with one that blocks them inside its hours", () => {
    const night = makeRule({ name: "night", weekly: "daily 20:00-06:00", mode: "refuse_outside" });
    const backup = makeRule({ name: "backup", weekly: "daily 02:00-03:00" });
    expect(nextChanges([night, backup], "2026-11-23T12:00Z", 4)).to.deep.equal([
      "2026-11-23T20:00+00:00 allowed",
      "2026-11-24T02:00+00:00 refused",
      "2026-11-24T03:00+00:00 allowed",
      "2026-11-24T06:00+00:00 refused",
    ]);
  });

  it("predict the end if one rule's dates block moves for longer than another's week", () => {
    const dates = Array.from({ length: 14 }, (_, n) => new Date(Date.UTC(2026, 10, 23 + n)));
    const stocktaking = makeRule({
      name: "stocktaking",
      weekly: "",
      exceptions: dates.map((day) => `${day.toISOString().slice(0, 10)} all day`),
    });
    const office = makeRule({ name: "office", weekly: "mon-fri 00:00-17:00" });
    expect(judge([stocktaking, office], new Date("2026-11-23T12:00Z")).changesAt).to.deep.equal(
      new Date("2026-12-07T17:00Z"),
    );
  });

  it("predict a gap that a clock change opens between rules in two time zones", () => {
    const newYork = makeRule({ name: "ny", timeZone: "America/New_York", weekly: "daily 00:00-12:00" });
    const utc = makeRule({ name: "utc", weekly: "daily 17:00-05:00" });
    // New York's morning is 05:00 to 17:00 UTC in winter and 04:00 to 16:00 UTC in summer.
    expect(nextChanges([utc, newYork], "2026-11-23T12:00Z", 2)).to.deep.equal([
      "2027-03-14T16:00+00:00 allowed",
      "2027-03-14T17:00+00:00 refused",
    ]);
  });
});
