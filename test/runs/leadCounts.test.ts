import { expect } from "chai";
import fc from "fast-check";
import {
  COUNT_COLUMNS,
  type CountColumn,
  columnOf,
  countLeads,
  type LeadCounts,
  netCounts,
  predictColumn,
  predictLeads,
} from "../../server/runs/leadCounts.ts";
import { addToTally, LEAD_WARNINGS, NO_TALLY } from "../../server/runs/leadWarnings.ts";
import { addCounts, RUN_OUTCOMES, type RunCounts, totalOf } from "../../server/runs/runOutcome.ts";

const anyDirection = fc.constantFrom("dearchive" as const, "archive" as const);
const anyCounts: fc.Arbitrary<RunCounts> = fc
  .array(fc.tuple(fc.constantFrom(...RUN_OUTCOMES), fc.nat(100_000)))
  .map((all) => all.reduce<RunCounts>((sum, [name, count]) => addCounts(sum, { [name]: count }), {}));
const anyWarnings = fc.subarray([...LEAD_WARNINGS]);

const sumOf = (counts: LeadCounts) => COUNT_COLUMNS.reduce((sum, column) => sum + counts[column], 0);

describe("The counts of leads", () => {
  it("put each outcome in exactly one column, so that the columns sum to the handled leads", () => {
    fc.assert(
      fc.property(anyCounts, anyDirection, (counts, direction) => {
        expect(sumOf(countLeads(counts, direction))).to.equal(totalOf(counts));
        for (const outcome of RUN_OUTCOMES)
          expect(countLeads({ [outcome]: 3 }, direction)[columnOf(outcome, direction)]).to.equal(3);
      }),
    );
  });

  it("sum to all leads, with what was undone and what was not handled, and are never negative", () => {
    fc.assert(
      fc.property(
        anyCounts,
        anyDirection,
        fc.nat(1000),
        fc.nat(200_000),
        (counts, direction, more, undone) => {
          const total = totalOf(counts) + more;
          const net = netCounts(countLeads(counts, direction), { total, undone });
          expect(sumOf(net) + net.undone + net.untouched).to.equal(total);
          expect(Math.min(...Object.values(net))).to.be.at.least(0);
        },
      ),
    );
  });

  it("predict one column for each checked lead, for any choice of skipped warnings", () => {
    fc.assert(
      fc.property(fc.array(anyWarnings, { maxLength: 60 }), anyWarnings, (all, out) => {
        const skip = new Set(out);
        const tally = addToTally(
          NO_TALLY,
          all.map((warnings, n) => ({ leadId: n + 1, warnings })),
        );
        const predicted = predictLeads(tally, skip);
        expect(sumOf(predicted)).to.equal(all.length);
        const expected: Partial<Record<CountColumn, number>> = {};
        for (const warnings of all) {
          const column = predictColumn(warnings, skip);
          expected[column] = (expected[column] ?? 0) + 1;
        }
        for (const column of COUNT_COLUMNS) expect(predicted[column]).to.equal(expected[column] ?? 0);
      }),
    );
  });
});
