import { expect } from "chai";
import { judge } from "../../server/hours/officeHours.ts";
import { isAllowed, makeRule, nextChanges } from "../support/officeHours.ts";

describe("Office hours when the clocks change", () => {
  describe("forward, in New York (2026-03-08, 02:00 becomes 03:00)", () => {
    const timeZone = "America/New_York";

    it("never open a window that is entirely within the skipped hour", () => {
      const rule = makeRule({ timeZone, weekly: "sun 02:15-02:45" });
      expect(nextChanges([rule], "2026-03-02T00:00Z", 2)).to.deep.equal([
        "2026-03-15T02:15-04:00 refused",
        "2026-03-15T02:45-04:00 allowed",
      ]);
    });

    it("start after the skipped hour if their start is within it", () => {
      const rule = makeRule({ timeZone, weekly: "sun 02:30-04:00" });
      expect(nextChanges([rule], "2026-03-08T05:00Z", 2)).to.deep.equal([
        "2026-03-08T03:00-04:00 refused",
        "2026-03-08T04:00-04:00 allowed",
      ]);
    });

    it("end before the skipped hour if their end is within it", () => {
      const rule = makeRule({ timeZone, weekly: "sun 01:00-02:30" });
      expect(nextChanges([rule], "2026-03-08T05:00Z", 2)).to.deep.equal([
        "2026-03-08T01:00-05:00 refused",
        "2026-03-08T03:00-04:00 allowed",
      ]);
    });

    it("are an hour shorter if they span it", () => {
      const rule = makeRule({ timeZone, weekly: "sat 22:00-06:00" });
      expect(nextChanges([rule], "2026-03-07T12:00Z", 2)).to.deep.equal([
        "2026-03-07T22:00-05:00 refused",
        "2026-03-08T06:00-04:00 allowed",
      ]);
    });

    it("start after the skipped hour on a distant date, too", () => {
      const rule = makeRule({ timeZone, weekly: "", exceptions: ["2027-03-14 02:30-04:00"] });
      expect(nextChanges([rule], "2026-01-01T00:00Z", 2)).to.deep.equal([
        "2027-03-14T03:00-04:00 refused",
        "2027-03-14T04:00-04:00 allowed",
      ]);
    });
  });

  describe("back, in New York (2026-11-01, 02:00 becomes 01:00)", () => {
    const timeZone = "America/New_York";

    it("apply in both passes of the repeated hour", () => {
      const rule = makeRule({ timeZone, weekly: "sun 01:15-01:45" });
      expect(nextChanges([rule], "2026-11-01T04:00Z", 4)).to.deep.equal([
        "2026-11-01T01:15-04:00 refused",
        "2026-11-01T01:45-04:00 allowed",
        "2026-11-01T01:15-05:00 refused",
        "2026-11-01T01:45-05:00 allowed",
      ]);
    });

    it("start again with the second pass if they ended in the first", () => {
      const rule = makeRule({ timeZone, weekly: "sun 00:30-01:30" });
      expect(nextChanges([rule], "2026-11-01T04:00Z", 4)).to.deep.equal([
        "2026-11-01T00:30-04:00 refused",
        "2026-11-01T01:30-04:00 allowed",
        "2026-11-01T01:00-05:00 refused",
        "2026-11-01T01:30-05:00 allowed",
      ]);
    });

    it("last two hours if they are exactly the repeated hour", () => {
      const rule = makeRule({ timeZone, weekly: "sun 01:00-02:00" });
      expect(nextChanges([rule], "2026-11-01T04:00Z", 2)).to.deep.equal([
        "2026-11-01T01:00-04:00 refused",
        "2026-11-01T02:00-05:00 allowed",
      ]);
    });
  });

  it("follow both clock changes in Amsterdam", () => {
    const rule = makeRule({ timeZone: "Europe/Amsterdam", weekly: "sun 02:30-03:30" });
    expect(nextChanges([rule], "2026-03-28T12:00Z", 2)).to.deep.equal([
      "2026-03-29T03:00+02:00 refused",
      "2026-03-29T03:30+02:00 allowed",
    ]);
    expect(nextChanges([rule], "2026-10-24T12:00Z", 4)).to.deep.equal([
      "2026-10-25T02:30+02:00 refused",
      "2026-10-25T02:00+01:00 allowed",
      "2026-10-25T02:30+01:00 refused",
      "2026-10-25T03:30+01:00 allowed",
    ]);
  });

  it("follow the half-hour change on Lord Howe Island", () => {
    const rule = makeRule({ timeZone: "Australia/Lord_Howe", weekly: "sun 01:45-02:15" });
    // On 2026-10-04, 02:00 becomes 02:30, so the window ends at the change.
    expect(nextChanges([rule], "2026-10-03T00:00Z", 2)).to.deep.equal([
      "2026-10-04T01:45+10:30 refused",
      "2026-10-04T02:30+11:00 allowed",
    ]);
    // On 2026-04-05, 02:00 becomes 01:30.
    expect(nextChanges([rule], "2026-04-04T00:00Z", 4)).to.deep.equal([
      "2026-04-05T01:45+11:00 refused",
      "2026-04-05T01:30+10:30 allowed",
      "2026-04-05T01:45+10:30 refused",
      "2026-04-05T02:15+10:30 allowed",
    ]);
  });

  it("do not shift in Johannesburg", () => {
    const rule = makeRule({ timeZone: "Africa/Johannesburg", weekly: "daily 02:30-03:30" });
    for (const date of ["2026-03-08", "2026-03-29", "2026-10-25", "2026-11-01"]) {
      expect(nextChanges([rule], `${date}T00:00Z`, 2)).to.deep.equal([
        `${date}T02:30+02:00 refused`,
        `${date}T03:30+02:00 allowed`,
      ]);
    }
  });

  describe("at midnight, so that a day begins at 01:00", () => {
    it("start a whole day at its first moment in Santiago", () => {
      const rule = makeRule({ timeZone: "America/Santiago", weekly: "sun all day" });
      expect(nextChanges([rule], "2026-09-05T12:00Z", 2)).to.deep.equal([
        "2026-09-06T01:00-03:00 refused",
        "2026-09-07T00:00-03:00 allowed",
      ]);
    });

    it("start a whole day at its first moment in Beirut and Cairo", () => {
      const beirut = makeRule({ timeZone: "Asia/Beirut", weekly: "sun all day" });
      expect(nextChanges([beirut], "2026-03-28T12:00Z", 1)).to.deep.equal(["2026-03-29T01:00+03:00 refused"]);
      const cairo = makeRule({ timeZone: "Africa/Cairo", weekly: "fri all day" });
      expect(nextChanges([cairo], "2026-04-23T12:00Z", 1)).to.deep.equal(["2026-04-24T01:00+03:00 refused"]);
    });

    it("end at midnight with the change, and never start in the skipped hour", () => {
      const rule = makeRule({ timeZone: "America/Santiago", weekly: "sat 20:00-24:00; sun 00:15-00:45" });
      expect(nextChanges([rule], "2026-09-05T12:00Z", 3)).to.deep.equal([
        "2026-09-05T20:00-04:00 refused",
        "2026-09-06T01:00-03:00 allowed",
        "2026-09-12T20:00-03:00 refused",
      ]);
    });

    it("apply twice from 23:00 to midnight when the clock goes back", () => {
      const rule = makeRule({ timeZone: "America/Santiago", weekly: "sat 23:00-24:00" });
      expect(nextChanges([rule], "2026-04-04T12:00Z", 2)).to.deep.equal([
        "2026-04-04T23:00-03:00 refused",
        "2026-04-05T00:00-04:00 allowed",
      ]);
      expect(isAllowed([rule], "2026-04-05T02:30Z"), "first pass").to.equal(false);
      expect(isAllowed([rule], "2026-04-05T03:30Z"), "second pass").to.equal(false);
    });
  });

  it("predict no change if endless hours span it", () => {
    const rule = makeRule({ timeZone: "America/Santiago", weekly: "daily all day" });
    expect(judge([rule], new Date("2026-09-05T12:00Z")).changesAt).to.equal(null);
  });
});
