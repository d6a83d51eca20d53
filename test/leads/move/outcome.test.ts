import { expect } from "chai";
import {
  type LeftoverLead,
  type MoveFlags,
  type Outcome,
  toMoveResult,
} from "../../../server/leads/move/outcome.ts";

interface Row {
  readonly asked: string;
  readonly had: boolean;
  readonly left: "gone" | "alone" | "beside its twin";
  readonly outcome: Outcome;
}

function flagsOf(asked: string): MoveFlags {
  return {
    insert: asked.includes("insert"),
    update: asked.includes("update"),
    delete: asked.includes("delete"),
  };
}

const DIFFERENCES = [{ column: "city", source: "", target: null }] as const;

const ROWS: readonly Row[] = [
  { asked: "insert delete", had: false, left: "gone", outcome: "moved" },
  { asked: "insert delete", had: true, left: "gone", outcome: "deleted" },
  { asked: "insert delete", had: true, left: "beside its twin", outcome: "kept_differs" },
  { asked: "insert delete", had: false, left: "beside its twin", outcome: "kept_differs" },
  { asked: "delete", had: true, left: "gone", outcome: "deleted" },
  { asked: "delete", had: true, left: "beside its twin", outcome: "kept_differs" },
  { asked: "delete", had: false, left: "alone", outcome: "kept_not_in_target" },
  { asked: "insert update delete", had: false, left: "gone", outcome: "moved" },
  { asked: "insert update delete", had: true, left: "gone", outcome: "moved" },
  { asked: "insert update delete", had: true, left: "beside its twin", outcome: "kept_differs" },
  { asked: "insert", had: false, left: "beside its twin", outcome: "inserted" },
  { asked: "insert", had: true, left: "beside its twin", outcome: "counted" },
  { asked: "update", had: true, left: "beside its twin", outcome: "updated" },
  { asked: "update", had: false, left: "alone", outcome: "counted" },
  { asked: "insert update", had: true, left: "beside its twin", outcome: "updated" },
  { asked: "insert update", had: false, left: "beside its twin", outcome: "inserted" },
  { asked: "nothing", had: false, left: "alone", outcome: "counted" },
  { asked: "nothing", had: true, left: "beside its twin", outcome: "counted" },
];

function leftoversOf({ asked, left }: Row): readonly LeftoverLead[] {
  // Without delete, the engine does not compare the rows.
  if (left === "gone" || !asked.includes("delete")) return [];
  const inTarget = left === "beside its twin";
  return [{ leadId: 7, inTarget, differences: inTarget ? DIFFERENCES : [] }];
}

describe("The outcome of a lead", () => {
  for (const row of ROWS) {
    const { asked, had, left, outcome } = row;
    it(`is ${outcome} after ${asked}, if it is in ${had ? "both tables" : "the source only"} and then ${left}`, () => {
      const { leads } = toMoveResult(flagsOf(asked), [{ leadId: 7, inTarget: had }], leftoversOf(row));
      const differences = outcome === "kept_differs" ? DIFFERENCES : [];
      expect(leads).to.deep.equal([{ leadId: 7, outcome, differences }]);
    });
  }
});

describe("The counts of a batch", () => {
  const found = [
    { leadId: 1, inTarget: false },
    { leadId: 2, inTarget: true },
    { leadId: 3, inTarget: true },
  ];
  const left = [{ leadId: 3, inTarget: true, differences: DIFFERENCES }];

  for (const { asked, counts } of [
    { asked: "nothing", counts: [3, 0, 0, 0] },
    { asked: "insert", counts: [3, 1, 0, 0] },
    { asked: "update", counts: [3, 0, 2, 0] },
    { asked: "delete", counts: [3, 0, 0, 2] },
    { asked: "insert delete", counts: [3, 1, 0, 2] },
    { asked: "insert update delete", counts: [3, 1, 2, 2] },
  ]) {
    it(`include only the requested steps: ${asked}`, () => {
      const told = toMoveResult(flagsOf(asked), found, asked.includes("delete") ? left : []);
      const { selectCount, insertCount, updateCount, deleteCount } = told;
      expect([selectCount, insertCount, updateCount, deleteCount]).to.deep.equal(counts);
    });
  }

  it("are all zero without leads", () => {
    const told = toMoveResult(flagsOf("insert delete"), [], []);
    expect(told).to.deep.equal({
      selectCount: 0,
      insertCount: 0,
      updateCount: 0,
      deleteCount: 0,
      leads: [],
    });
  });
});
