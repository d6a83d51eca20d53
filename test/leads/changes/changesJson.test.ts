import { expect } from "chai";
import {
  changesText,
  type LeadChanges,
  readChanges,
  storedChanges,
  toChangesJson,
} from "../../../server/leads/changes/index.ts";

const ALL: LeadChanges = {
  listId: "101",
  status: "NEW",
  resetsCalled: true,
  resetsCount: true,
  rank: -5,
  owner: "",
  correctsOffset: true,
};
const ALL_JSON = {
  list_id: 101,
  status: "NEW",
  reset_called_since_last_reset: true,
  reset_called_count: true,
  rank: -5,
  owner: "",
  recompute_gmt_offset: true,
};

function problemOf(json: unknown): readonly (readonly [string, string])[] {
  const read = readChanges(json);
  return "problems" in read ? read.problems.map(({ field, text }) => [field, String(text)]) : [];
}

describe("The JSON form of changes", () => {
  it("names every field, and is the stored form too", () => {
    expect(readChanges(ALL_JSON)).to.deep.equal({ changes: ALL });
    expect(toChangesJson(ALL)).to.deep.equal(ALL_JSON);
    expect(storedChanges(changesText(ALL))).to.deep.equal(ALL);
    expect(changesText(null)).to.equal(null);
    expect(storedChanges(null)).to.equal(null);
  });

  it("keeps every digit of a long list id", () => {
    const changes = { listId: "9007199254740993" };
    expect(toChangesJson(changes)).to.deep.equal({ list_id: "9007199254740993" });
    expect(readChanges({ list_id: "9007199254740993" })).to.deep.equal({ changes });
  });

  it("means no changes if nothing is set", () => {
    for (const json of [null, undefined, {}, { reset_called_count: false, recompute_gmt_offset: false }])
      expect(readChanges(json)).to.deep.equal({ changes: null });
  });

  it("names each field that is wrong, and how to fix it", () => {
    expect(problemOf([])).to.deep.equal([["changes", "Changes must be an object."]]);
    expect(problemOf({ list: 101 })).to.deep.equal([["changes", "There is no field “list”."]]);
    for (const list_id of [0, -1, 1.5, "x", "", 9007199254740992, true])
      expect(problemOf({ list_id }), String(list_id)).to.deep.equal([
        ["list_id", "Enter the id of a list, such as 101."],
      ]);
    for (const rank of [1.5, "1", 32_768, -32_769, null])
      expect(problemOf({ rank }), String(rank)).to.deep.equal([
        ["rank", "Enter a whole number from -32768 to 32767."],
      ]);
    expect(
      problemOf({ status: "", owner: "a\nb", reset_called_count: "yes" }).map(([field]) => field),
    ).to.deep.equal(["status", "owner", "reset_called_count"]);
  });

  it("refuses stored changes that are damaged, so that no run goes on without them", () => {
    expect(() => storedChanges('{"status":5}')).to.throw(TypeError);
  });
});
