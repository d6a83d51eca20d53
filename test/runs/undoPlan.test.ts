import { expect } from "chai";
import type { Batch } from "../../server/history/batch.ts";
import type { LeadActivity } from "../../server/leads/lookup/activity.ts";
import { chosenLeads, planUndo, type UndoFacts } from "../../server/runs/work/undoPlan.ts";
import { leadResult } from "../support/recordBatch.ts";

const BATCH: Batch = {
  id: 7,
  customer: "default",
  direction: "dearchive",
  keyId: 1,
  user: "apiuser",
  requestId: "of-a-test",
  flags: { insert: true, update: false, delete: true },
  state: "done",
  counts: { selectCount: 1, insertCount: 1, updateCount: 0, deleteCount: 1 },
  leftBehind: 0,
  errorCode: null,
  startedAt: new Date("2026-11-23T12:00:00.900Z"),
  finishedAt: new Date("2026-11-23T12:00:01Z"),
};
const TRACE: LeadActivity = {
  leadId: 1,
  modifiedAt: "2026-11-23 11:59:59",
  lastCall: "2026-11-22 10:00:00",
  calls: 3,
  status: "NA",
  listId: 1001,
};

function facts(trace: Partial<LeadActivity>, changes: Partial<UndoFacts> = {}): UndoFacts {
  return {
    lead: leadResult("moved", 1),
    place: { live: 1001 },
    trace: { ...TRACE, ...trace },
    tracesAreKept: true,
    later: undefined,
    ...changes,
  };
}

const stateOf = (one: UndoFacts) => planUndo(BATCH, [one]).leads[0]?.state;

describe("The plan of an undo", () => {
  it("takes a lead for changed as soon as anything may say so, to the second of the batch's beginning", () => {
    expect(stateOf(facts({}))).to.equal("ready");
    const doubtful: readonly UndoFacts[] = [
      facts({ modifiedAt: "2026-11-23 12:00:00" }),
      facts({ modifiedAt: "0000-00-00 00:00:00" }),
      facts({ modifiedAt: null }),
      facts({ lastCall: "2026-11-23 00:00:00" }),
      facts({}, { tracesAreKept: false }),
      facts({}, { trace: undefined }),
      facts({}, { later: 8 }),
      facts({}, { place: { live: 1001, archived: 1001 } }),
    ];
    expect(doubtful.map(stateOf)).to.deep.equal(doubtful.map(() => "changed"));
    for (const lastCall of [null, "0000-00-00 00:00:00"])
      expect(stateOf(facts({ lastCall })), String(lastCall)).to.equal("ready");
  });

  it("moves nothing that is gone or back, and the changed ones only when told to", () => {
    const plan = planUndo(BATCH, [
      facts({}),
      facts({ modifiedAt: null }, { lead: leadResult("moved", 2) }),
      facts({}, { lead: leadResult("moved", 3), place: {} }),
      facts({}, { lead: leadResult("moved", 4), place: { archived: 1001 } }),
    ]);
    expect(plan.leads.map(({ state }) => state)).to.deep.equal(["ready", "changed", "gone", "back"]);
    expect(chosenLeads(plan, false)).to.deep.equal([1]);
    expect(chosenLeads(plan, true)).to.deep.equal([1, 2]);
  });

  it("has another version as soon as a lead has changed again", () => {
    const version = (trace: Partial<LeadActivity>) =>
      planUndo(BATCH, [facts({ modifiedAt: null, ...trace })]).version;
    expect(version({})).to.equal(version({}));
    expect(version({ calls: 4 })).to.not.equal(version({}));
    expect(version({ modifiedAt: "2026-11-23 12:30:00" })).to.not.equal(
      version({ modifiedAt: "2026-11-23 12:30:01" }),
    );
  });
});
