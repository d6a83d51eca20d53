import { expect } from "chai";
import fc from "fast-check";
import { resolveRule } from "../../server/hours/callTimeRules.ts";
import { blockingRule, judge } from "../../server/hours/officeHours.ts";
import type { OfficeHoursRule } from "../../server/hours/officeHoursRule.ts";
import type { CallTime } from "../../server/vicidial/callTimes.ts";
import { anyCallTime, isExpectedOpen, makeCallTime } from "../support/callTimes.ts";
import { isAllowed, makeSettings, nextChanges } from "../support/officeHours.ts";
import { MINUTE_MS, wallAt } from "../support/wallClock.ts";

/** Blocks requests while the call time is open. 2026-11-23 is a Monday. */
function following(callTime: CallTime, timeZone = "UTC"): OfficeHoursRule {
  return resolveRule(makeSettings({ callTimeId: callTime.id, timeZone }), [callTime]);
}

const CLOSED = { start: 2400, stop: 2400 };

describe("Office hours that follow a Vicidial call time", () => {
  it("apply from its start until just before its stop", () => {
    const rule = following(makeCallTime());
    expect(isAllowed([rule], "2026-11-23T08:59:59Z")).to.equal(true);
    expect(isAllowed([rule], "2026-11-23T09:00Z")).to.equal(false);
    expect(isAllowed([rule], "2026-11-23T16:59:59Z")).to.equal(false);
    expect(isAllowed([rule], "2026-11-23T17:00Z")).to.equal(true);
  });

  it("use the default hours on days without specific hours, and no hours on closed days", () => {
    const rule = following(
      makeCallTime({ days: { tuesday: { start: 1030, stop: 1145 }, wednesday: CLOSED } }),
    );
    expect(nextChanges([rule], "2026-11-23T12:00Z", 4)).to.deep.equal([
      "2026-11-23T17:00+00:00 allowed",
      "2026-11-24T10:30+00:00 refused",
      "2026-11-24T11:45+00:00 allowed",
      "2026-11-26T09:00+00:00 refused",
    ]);
  });

  it("apply all day from 0 to 2400", () => {
    const rule = following(makeCallTime({ fallback: { start: 0, stop: 2400 } }));
    expect(judge([rule], new Date("2026-11-23T12:00Z"))).to.include({ allowed: false, changesAt: null });
  });

  it("extend past midnight if the stop is beyond 2400", () => {
    const rule = following(makeCallTime({ fallback: CLOSED, days: { monday: { start: 2200, stop: 2630 } } }));
    expect(nextChanges([rule], "2026-11-23T12:00Z", 2)).to.deep.equal([
      "2026-11-23T22:00+00:00 refused",
      "2026-11-24T02:30+00:00 allowed",
    ]);
  });

  it("never apply if the stop is not after the start", () => {
    const rule = following(makeCallTime({ fallback: { start: 2200, stop: 600 } }));
    expect(judge([rule], new Date("2026-11-23T23:00Z"))).to.include({ allowed: true, changesAt: null });
  });

  it("use a holiday's hours instead of the day's, and let the previous night's hours finish", () => {
    const holiday = { id: "H", name: "", date: "2026-11-24", method: "replace" as const };
    const callTime = makeCallTime({ fallback: { start: 2000, stop: 2500 } });
    const short = following({ ...callTime, holidays: [{ ...holiday, hours: { start: 1000, stop: 1200 } }] });
    expect(nextChanges([short], "2026-11-23T12:00Z", 5)).to.deep.equal([
      "2026-11-23T20:00+00:00 refused",
      "2026-11-24T01:00+00:00 allowed",
      "2026-11-24T10:00+00:00 refused",
      "2026-11-24T12:00+00:00 allowed",
      "2026-11-25T20:00+00:00 refused",
    ]);
    const closed = following({ ...callTime, holidays: [{ ...holiday, hours: CLOSED }] });
    expect(nextChanges([closed], "2026-11-24T02:00Z", 1)).to.deep.equal(["2026-11-25T20:00+00:00 refused"]);
  });

  it("are interrupted by a holiday that closes inside its hours, including the following night", () => {
    const holiday = { id: "H", name: "", date: "2026-11-24", method: "close_inside" as const };
    const rule = following(
      makeCallTime({
        fallback: { start: 0, stop: 2400 },
        holidays: [{ ...holiday, hours: { start: 2300, stop: 2515 } }],
      }),
    );
    expect(nextChanges([rule], "2026-11-23T12:00Z", 2)).to.deep.equal([
      "2026-11-24T23:00+00:00 allowed",
      "2026-11-25T01:15+00:00 refused",
    ]);
  });

  it("follow local time in the rule's zone through both clock changes", () => {
    const rule = following(makeCallTime({ fallback: { start: 130, stop: 330 } }), "America/New_York");
    expect(nextChanges([rule], "2026-03-08T05:00Z", 2)).to.deep.equal([
      "2026-03-08T01:30-05:00 refused",
      "2026-03-08T03:30-04:00 allowed",
    ]);
    expect(nextChanges([rule], "2026-11-01T04:00Z", 4)).to.deep.equal([
      "2026-11-01T01:30-04:00 refused",
      "2026-11-01T01:00-05:00 allowed",
      "2026-11-01T01:30-05:00 refused",
      "2026-11-01T03:30-05:00 allowed",
    ]);
  });

  it("always block moves in either mode if the call time is missing, unless the rule is disabled", () => {
    for (const [mode, allowed] of [
      ["refuse_inside", false],
      ["refuse_outside", false],
      ["off", true],
    ] as const) {
      const rule = resolveRule(makeSettings({ mode, callTimeId: "gone" }), [makeCallTime()]);
      expect(rule.missingCallTime).to.equal("gone");
      expect(judge([rule], new Date("2026-11-23T12:00Z")), mode).to.include({ allowed, changesAt: null });
    }
  });

  it("use the rule's own hours without a call time", () => {
    const rule = resolveRule(makeSettings({ weekly: "mon 10:00-11:00" }), [makeCallTime()]);
    expect(isAllowed([rule], "2026-11-23T09:30Z")).to.equal(true);
    expect(isAllowed([rule], "2026-11-23T10:30Z")).to.equal(false);
  });

  it("match Vicidial's numbers for any hours, time zone and moment", () => {
    const start = Date.parse("2026-10-22T00:00Z");
    const dates = Array.from({ length: 14 }, (_, day) => wallAt("UTC", start + day * 1440 * MINUTE_MS).date);
    const zones = fc.constantFrom("America/New_York", "Europe/Amsterdam", "Australia/Lord_Howe", "UTC");
    fc.assert(
      fc.property(
        anyCallTime(dates),
        zones,
        fc.array(fc.nat(14 * 1440), { minLength: 40 }),
        (callTime, zone, minutes) => {
          const rule = following(callTime, zone);
          for (const at of minutes.map((minute) => start + minute * MINUTE_MS)) {
            const isOpen = isExpectedOpen(callTime, wallAt(zone, at));
            expect(blockingRule([rule], new Date(at)) !== undefined, new Date(at).toISOString()).to.equal(
              isOpen,
            );
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
