import { expect } from "chai";
import fc from "fast-check";
import {
  addToTally,
  BLOCKING,
  combinationsOf,
  countWhere,
  LEAD_WARNINGS,
  type LeadWarning,
  type LeadWarnings,
  NO_TALLY,
  skippedByDefault,
  type Tally,
  warningsOf,
  willMove,
} from "../../server/runs/leadWarnings.ts";

const anyLeads = fc
  .array(fc.subarray([...LEAD_WARNINGS]), { maxLength: 60 })
  .map((all) => all.map((concerns, n): LeadWarnings => ({ leadId: n + 1, warnings: concerns })));

function tallyOf(leads: readonly LeadWarnings[], slice = leads.length + 1): Tally {
  let tally = NO_TALLY;
  for (let start = 0; start < leads.length; start += slice)
    tally = addToTally(tally, leads.slice(start, start + slice));
  return tally;
}

describe("The tally of lead warnings", () => {
  it("counts exactly the leads that will move, for any choice of skipped warnings", () => {
    fc.assert(
      fc.property(anyLeads, fc.subarray([...LEAD_WARNINGS]), (leads, out) => {
        const leaveOut = new Set(out);
        const moving = leads.filter(
          ({ warnings: concerns }) =>
            !concerns.some((concern) => BLOCKING.has(concern) || leaveOut.has(concern)),
        );
        expect(countWhere(tallyOf(leads), (raised) => willMove(raised, leaveOut))).to.equal(moving.length);
      }),
    );
  });

  it("is the same for leads checked one by one or all at once, and for any order of warnings", () => {
    fc.assert(
      fc.property(anyLeads, (leads) => {
        const whole = tallyOf(leads);
        expect(tallyOf(leads, 1)).to.deep.equal(whole);
        const reversed = leads.map((lead) => ({ ...lead, warnings: lead.warnings.toReversed() }));
        expect(tallyOf(reversed, 7)).to.deep.equal(whole);
        expect(combinationsOf(whole).reduce((sum, each) => sum + each.leads, 0)).to.equal(leads.length);
      }),
    );
  });

  it("lists the first five leads of each warning", () => {
    const leads = Array.from({ length: 9 }, (_, n) => ({ leadId: n + 1, warnings: ["dnc"] as const }));
    expect(tallyOf(leads, 2).examples).to.deep.equal({ dnc: [1, 2, 3, 4, 5] });
  });

  it("includes no warning about the dialer's table where leads return to it, and none about dialing where they leave", () => {
    const source = { kind: "list", name: "", invalid: 0, repeated: 0 } as const;
    const leaving: readonly LeadWarning[] = [
      "archived",
      "on_call",
      "in_hopper",
      "callback_due",
      "called_today",
    ];
    const of = (direction: "dearchive" | "archive") => warningsOf({ direction, source });
    expect(of("archive"))
      .to.include.members([...leaving])
      .and.not.include("dialable");
    expect(of("dearchive")).to.include("dialable").and.not.include.members(["on_call"]);
    expect(of("dearchive").filter((warning) => leaving.includes(warning))).to.deep.equal([]);
    expect(warningsOf({ direction: "archive", source: { kind: "run", runId: 1 } })).to.include.members([
      "changed",
      "on_call",
      "in_hopper",
    ]);
    expect(skippedByDefault({ direction: "archive", source })).to.deep.equal([
      "in_hopper",
      "callback_due",
      "called_today",
    ]);
  });

  it("remembers which checks were not possible", () => {
    const once = addToTally(NO_TALLY, [], ["offset_stale"]);
    expect(addToTally(once, [], ["dnc", "offset_stale"]).unchecked).to.deep.equal(["dnc", "offset_stale"]);
  });
});
