import { expect } from "chai";
import type { Batch } from "../../server/history/batch.ts";
import type { LeadActivity } from "../../server/leads/lookup/activity.ts";
import { judgeLead, type UndoFacts } from "../../server/runs/work/undoPlan.ts";
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
  keptCount: 0,
  outcomes: {},
  runId: null,
  errorCode: null,
  startedAt: new Date("2026-11-23T12:00:00.900Z"),
  finishedAt: new Date("2026-11-23T12:00:01Z"),
};
const ACTIVITY: LeadActivity = {
  leadId: 1,
  modifiedAt: "2026-11-23 11:59:59",
  lastCall: "2026-11-22 10:00:00",
  calls: 3,
  status: "NA",
  listId: 1001,
};

function facts(activity: Partial<LeadActivity>, changes: Partial<UndoFacts> = {}): UndoFacts {
  return {
    lead: leadResult("moved", 1),
    location: { live: 1001 },
    activity: { ...ACTIVITY, ...activity },
    stampsChanges: true,
    laterBatch: undefined,
    hasItsValues: true,
    ...changes,
  };
}

const stateOf = (one: UndoFacts) => judgeLead(one, BATCH).state;

describe("The plan of an undo", () => {
  it("treats a lead as changed if anything suggests a change since the second in which the batch started", () => {
    expect(stateOf(facts({}))).to.equal("ready");
    const doubtful: readonly UndoFacts[] = [
      facts({ modifiedAt: "2026-11-23 12:00:00" }),
      facts({ modifiedAt: "0000-00-00 00:00:00" }),
      facts({ modifiedAt: null }),
      facts({ lastCall: "2026-11-23 00:00:00" }),
      facts({}, { stampsChanges: false }),
      facts({}, { activity: undefined }),
      facts({}, { laterBatch: 8 }),
      facts({}, { location: { live: 1001, archived: 1001 } }),
    ];
    expect(doubtful.map(stateOf)).to.deep.equal(doubtful.map(() => "changed"));
    for (const lastCall of [null, "0000-00-00 00:00:00"])
      expect(stateOf(facts({ lastCall })), String(lastCall)).to.equal("ready");
  });

  it("distinguishes missing leads from leads that are already back in place", () => {
    expect(stateOf(facts({}, { location: {} }))).to.equal("gone");
    expect(stateOf(facts({}, { location: { archived: 1001 } }))).to.equal("back");
  });
});
