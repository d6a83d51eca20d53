import { expect } from "chai";
import { judge } from "../../server/hours/officeHours.ts";
import { isAllowed, makeRule, nextChanges } from "../support/officeHours.ts";

// 2026-11-23 is a Monday, 2026-12-25 a Friday.
describe("Office hours with dated exceptions", () => {
  it("do not apply on a closed date", () => {
    const rule = makeRule({ exceptions: ["2026-12-25 closed"] });
    expect(isAllowed([rule], "2026-12-25T10:00Z")).to.equal(true);
    expect(nextChanges([rule], "2026-12-24T17:00Z", 1)).to.deep.equal(["2026-12-28T09:00+00:00 refused"]);
  });

  it("use the date's hours instead of its weekday's", () => {
    const rule = makeRule({ exceptions: ["2026-12-24 10:00-12:00"] });
    expect(nextChanges([rule], "2026-12-23T17:00Z", 4)).to.deep.equal([
      "2026-12-24T10:00+00:00 refused",
      "2026-12-24T12:00+00:00 allowed",
      "2026-12-25T09:00+00:00 refused",
      "2026-12-25T17:00+00:00 allowed",
    ]);
  });

  it("apply an exception only in its own year", () => {
    const rule = makeRule({ exceptions: ["2026-12-25 closed"] });
    expect(isAllowed([rule], "2027-12-24T10:00Z")).to.equal(false);
    expect(isAllowed([rule], "2025-12-25T10:00Z")).to.equal(false);
  });

  it("extend the previous night's window into a closed date", () => {
    const rule = makeRule({ weekly: "thu 22:00-06:00; fri 08:00-17:00", exceptions: ["2026-12-25 closed"] });
    expect(nextChanges([rule], "2026-12-24T12:00Z", 3)).to.deep.equal([
      "2026-12-24T22:00+00:00 refused",
      "2026-12-25T06:00+00:00 allowed",
      "2026-12-31T22:00+00:00 refused",
    ]);
  });

  it("extend a date's window into the following day", () => {
    const rule = makeRule({ weekly: "mon 09:00-10:00", exceptions: ["2026-11-25 23:00-01:00"] });
    expect(nextChanges([rule], "2026-11-24T00:00Z", 3)).to.deep.equal([
      "2026-11-25T23:00+00:00 refused",
      "2026-11-26T01:00+00:00 allowed",
      "2026-11-30T09:00+00:00 refused",
    ]);
  });

  it("interpret a date in the rule's time zone", () => {
    const rule = makeRule({
      weekly: "",
      timeZone: "Pacific/Auckland",
      exceptions: ["2026-12-25 all day"],
    });
    expect(nextChanges([rule], "2026-11-23T00:00Z", 3)).to.deep.equal([
      "2026-12-25T00:00+13:00 refused",
      "2026-12-26T00:00+13:00 allowed",
    ]);
  });

  it("are predicted for a distant date", () => {
    const rule = makeRule({ weekly: "", exceptions: ["2029-02-01 08:00-09:00"] });
    expect(nextChanges([rule], "2026-11-23T00:00Z", 3)).to.deep.equal([
      "2029-02-01T08:00+00:00 refused",
      "2029-02-01T09:00+00:00 allowed",
    ]);
  });

  it("are predicted beyond a two-week holiday", () => {
    const holidays = Array.from({ length: 12 }, (_, n) => new Date(Date.UTC(2026, 11, 21 + n)));
    const rule = makeRule({
      mode: "refuse_outside",
      exceptions: holidays.map((day) => `${day.toISOString().slice(0, 10)} closed`),
    });
    expect(judge([rule], new Date("2026-12-18T18:00Z"))).to.deep.equal({
      allowed: false,
      rule: "office",
      changesAt: new Date("2027-01-04T09:00Z"),
    });
  });

  it("are predicted if an exception closes the only open day of the week", () => {
    const rule = makeRule({ weekly: "sat 09:00-13:00", exceptions: ["2026-12-05 closed"] });
    expect(nextChanges([rule], "2026-11-28T14:00Z", 1)).to.deep.equal(["2026-12-12T09:00+00:00 refused"]);
  });

  it("are predicted then even in the zone where days start last", () => {
    const rule = makeRule({
      weekly: "sat 20:00-21:00",
      timeZone: "Pacific/Pago_Pago",
      exceptions: ["2026-12-05 closed"],
    });
    expect(nextChanges([rule], "2026-11-29T12:00Z", 1)).to.deep.equal(["2026-12-12T20:00-11:00 refused"]);
  });
});
