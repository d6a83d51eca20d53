import { expect } from "chai";
import fc from "fast-check";
import { judge } from "../../server/hours/officeHours.ts";
import { spansBetween } from "../../server/hours/spans.ts";
import { rulesAndInstant } from "../support/arbitraryHours.ts";
import { makeRule } from "../support/officeHours.ts";

const DAY_MS = 24 * 3_600_000;

describe("The allowed and blocked periods of the coming days", () => {
  it("name the blocking rule, and start and end with the requested days", () => {
    const [from, to] = [new Date("2026-11-23T08:00Z"), new Date("2026-11-24T10:00Z")];
    expect(spansBetween([makeRule()], from, to)).to.deep.equal([
      { from, to: new Date("2026-11-23T09:00Z"), rule: null },
      { from: new Date("2026-11-23T09:00Z"), to: new Date("2026-11-23T17:00Z"), rule: "office" },
      { from: new Date("2026-11-23T17:00Z"), to: new Date("2026-11-24T09:00Z"), rule: null },
      { from: new Date("2026-11-24T09:00Z"), to, rule: "office" },
    ]);
    expect(spansBetween([], from, to)).to.deep.equal([{ from, to, rule: null }]);
    expect(spansBetween([], from, from)).to.deep.equal([]);
  });

  it("change exactly when moves become blocked or allowed", () => {
    fc.assert(
      fc.property(rulesAndInstant, ({ rules, at }) => {
        const [from, to] = [new Date(at), new Date(at + 14 * DAY_MS)];
        const allowed = spansBetween(rules, from, to).map((span) => ({
          ...span,
          allowed: span.rule === null,
        }));
        const concurrencyLimit = allowed.filter(
          (span, index) => span.allowed !== allowed[index - 1]?.allowed,
        );
        const walked = [];
        for (let next: Date | null = from; next && next < to; next = judge(rules, next).changesAt) {
          walked.push({ from: next, allowed: judge(rules, next).allowed });
        }
        expect(concurrencyLimit.map((turn) => ({ from: turn.from, allowed: turn.allowed }))).to.deep.equal(
          walked,
        );
      }),
      { numRuns: 40 },
    );
  }).timeout(60_000);
});
