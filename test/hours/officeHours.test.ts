import { expect } from "chai";
import { judge } from "../../server/hours/officeHours.ts";
import { isAllowed, makeRule, nextChanges } from "../support/officeHours.ts";

// 2026-11-23 is a Monday.
describe("Weekly office hours", () => {
  it("always allow moves without a rule", () => {
    expect(judge([], new Date("2026-11-23T10:00Z"))).to.deep.equal({
      allowed: true,
      rule: null,
      changesAt: null,
    });
  });

  it("block moves inside the hours, with the rule's name and end time", () => {
    expect(judge([makeRule({ name: "desk" })], new Date("2026-11-23T10:00Z"))).to.deep.equal({
      allowed: false,
      rule: "desk",
      changesAt: new Date("2026-11-23T17:00Z"),
    });
  });

  it("allow moves outside the hours, with the time until which they do", () => {
    expect(judge([makeRule()], new Date("2026-11-23T18:00Z"))).to.deep.equal({
      allowed: true,
      rule: null,
      changesAt: new Date("2026-11-24T09:00Z"),
    });
  });

  it("block moves outside the hours if the rule is set to", () => {
    const rule = makeRule({ name: "desk", mode: "refuse_outside" });
    expect(judge([rule], new Date("2026-11-23T10:00Z"))).to.deep.equal({
      allowed: true,
      rule: null,
      changesAt: new Date("2026-11-23T17:00Z"),
    });
    expect(judge([rule], new Date("2026-11-23T08:00Z"))).to.deep.equal({
      allowed: false,
      rule: "desk",
      changesAt: new Date("2026-11-23T09:00Z"),
    });
  });

  it("do not apply while the rule is disabled", () => {
    expect(judge([makeRule({ mode: "off" })], new Date("2026-11-23T10:00Z"))).to.deep.equal({
      allowed: true,
      rule: null,
      changesAt: null,
    });
  });

  it("start with the first moment of their start time and end with the first moment of their end time", () => {
    expect(isAllowed([makeRule()], "2026-11-23T08:59:59.999Z")).to.equal(true);
    expect(isAllowed([makeRule()], "2026-11-23T09:00:00.000Z")).to.equal(false);
    expect(isAllowed([makeRule()], "2026-11-23T16:59:59.999Z")).to.equal(false);
    expect(isAllowed([makeRule()], "2026-11-23T17:00:00.000Z")).to.equal(true);
  });

  it("predict the next change, never the one at this moment", () => {
    expect(judge([makeRule()], new Date("2026-11-23T09:00Z")).changesAt).to.deep.equal(
      new Date("2026-11-23T17:00Z"),
    );
    expect(judge([makeRule()], new Date("2026-11-23T16:59:59.999Z")).changesAt).to.deep.equal(
      new Date("2026-11-23T17:00Z"),
    );
  });

  it("support several windows per day", () => {
    const rule = makeRule({ weekly: "mon 08:00-12:00,13:00-17:00" });
    expect(nextChanges([rule], "2026-11-23T00:00Z", 4)).to.deep.equal([
      "2026-11-23T08:00+00:00 refused",
      "2026-11-23T12:00+00:00 allowed",
      "2026-11-23T13:00+00:00 refused",
      "2026-11-23T17:00+00:00 allowed",
    ]);
  });

  it("predict no change between adjoining windows", () => {
    const rule = makeRule({ weekly: "mon 08:00-12:00,12:00-17:00,16:00-18:00" });
    expect(nextChanges([rule], "2026-11-23T08:00Z", 1)).to.deep.equal(["2026-11-23T18:00+00:00 allowed"]);
  });

  it("extend past midnight into the next day", () => {
    const rule = makeRule({ weekly: "sun 22:00-02:00" });
    expect(isAllowed([rule], "2026-11-22T01:00Z"), "the night before").to.equal(true);
    expect(nextChanges([rule], "2026-11-22T12:00Z", 3)).to.deep.equal([
      "2026-11-22T22:00+00:00 refused",
      "2026-11-23T02:00+00:00 allowed",
      "2026-11-29T22:00+00:00 refused",
    ]);
  });

  it("last from midnight to midnight on a whole day", () => {
    const rule = makeRule({ weekly: "sat all day" });
    expect(nextChanges([rule], "2026-11-23T12:00Z", 2)).to.deep.equal([
      "2026-11-28T00:00+00:00 refused",
      "2026-11-29T00:00+00:00 allowed",
    ]);
  });

  it("continue from one whole day to the next without a change", () => {
    const rule = makeRule({ weekly: "sat-sun all day" });
    expect(nextChanges([rule], "2026-11-28T12:00Z", 1)).to.deep.equal(["2026-11-30T00:00+00:00 allowed"]);
  });

  it("predict no end for endless hours", () => {
    const rule = makeRule({ weekly: "daily all day", timeZone: "Europe/Amsterdam" });
    expect(judge([rule], new Date("2026-11-23T12:00Z"))).to.deep.equal({
      allowed: false,
      rule: "office",
      changesAt: null,
    });
  });

  it("always block moves if the only allowed hours never come", () => {
    const rule = makeRule({ weekly: "", mode: "refuse_outside" });
    expect(judge([rule], new Date("2026-11-23T12:00Z"))).to.deep.equal({
      allowed: false,
      rule: "office",
      changesAt: null,
    });
  });

  it("predict weekly hours right after this week's have ended", () => {
    const rule = makeRule({ weekly: "mon 09:00-10:00" });
    expect(nextChanges([rule], "2026-11-23T10:00Z", 1)).to.deep.equal(["2026-11-30T09:00+00:00 refused"]);
  });

  it("follow local time in the rule's time zone", () => {
    const rule = makeRule({ timeZone: "Asia/Kathmandu" });
    expect(nextChanges([rule], "2026-11-23T00:00Z", 2)).to.deep.equal([
      "2026-11-23T09:00+05:45 refused",
      "2026-11-23T17:00+05:45 allowed",
    ]);
  });
});
