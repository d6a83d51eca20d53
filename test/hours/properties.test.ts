import { expect } from "chai";
import fc from "fast-check";
import { judge } from "../../server/hours/officeHours.ts";
import { rulesAndInstant } from "../support/arbitraryHours.ts";
import { expectedAllowed, expectedNextChange } from "../support/wallClock.ts";

/** Extends past the last exception (25 days ahead) and the week after it. */
const HORIZON_MS = 40 * 24 * 3600 * 1000;

describe("Office hours, compared with a minute-by-minute walk,", () => {
  it("allow a move exactly when every rule does at its local time", () => {
    fc.assert(
      fc.property(rulesAndInstant, ({ rules, at }) => {
        expect(judge(rules, new Date(at)).allowed).to.equal(expectedAllowed(rules, at));
      }),
      { numRuns: 400 },
    );
  });

  it("name the first blocking rule exactly when they block moves", () => {
    fc.assert(
      fc.property(rulesAndInstant, ({ rules, at }) => {
        const first = rules.find((rule) => !expectedAllowed([rule], at));
        expect(judge(rules, new Date(at)).rule).to.equal(first?.name ?? null);
      }),
      { numRuns: 400 },
    );
  });

  it("predict the exact minute of the next change, and never a change that does not come", () => {
    fc.assert(
      fc.property(rulesAndInstant, ({ rules, at }) => {
        const told = judge(rules, new Date(at)).changesAt?.getTime() ?? null;
        const walked = expectedNextChange(rules, at, Math.max(at + HORIZON_MS, told ?? 0));
        expect(told && new Date(told).toISOString()).to.equal(walked && new Date(walked).toISOString());
      }),
      // Finding a change a year ahead is slow, so stop shrinking a counterexample after a minute.
      { numRuns: 200, interruptAfterTimeLimit: 60_000 },
    );
  }).timeout(120_000);

  it("stay the same until the moment before a predicted change, and change then", () => {
    fc.assert(
      fc.property(rulesAndInstant, ({ rules, at }) => {
        const { allowed, changesAt } = judge(rules, new Date(at));
        fc.pre(changesAt !== null);
        const change = changesAt?.getTime() ?? 0;
        expect(change).to.be.greaterThan(at);
        expect(judge(rules, new Date(change - 1)).allowed).to.equal(allowed);
        expect(judge(rules, new Date(change)).allowed).to.equal(!allowed);
      }),
      { numRuns: 300 },
    );
  });
});
