import { expect } from "chai";
import fc from "fast-check";
import { readMoveBody } from "../../server/api/moveRequest.ts";
import { ARCHIVE, DEARCHIVE } from "../../server/leads/tables/direction.ts";

const FLAGS = '"insert_leads":true,"delete_leads":false';

function withIds(ids: string): string {
  return `{${FLAGS},"lead_ids":${ids}}`;
}

describe("The body of a move", () => {
  it("selects the steps and the leads", () => {
    expect(
      readMoveBody('{"insert_leads":true,"delete_leads":false,"lead_ids":[3,1,2]}', DEARCHIVE, 500),
    ).to.deep.equal({ flags: { insert: true, update: false, delete: false }, leadIds: [3, 1, 2] });
  });

  it("selects whether to update leads, but only for moves into the archive", () => {
    const text = '{"insert_leads":false,"update_leads":true,"delete_leads":true,"lead_ids":[1]}';
    expect(readMoveBody(text, ARCHIVE, 500).flags).to.deep.equal({
      insert: false,
      update: true,
      delete: true,
    });
    expect(readMoveBody(text, DEARCHIVE, 500).flags).to.deep.equal({
      insert: false,
      update: false,
      delete: true,
    });
  });

  it("can contain unknown fields", () => {
    expect(
      readMoveBody(`{"note":{"lead_ids":["x"]},${withIds("[1]").slice(1)}`, DEARCHIVE, 500).leadIds,
    ).to.deep.equal([1]);
  });

  it("uses the last of several fields with the same name", () => {
    expect(
      readMoveBody(`{"lead_ids":["x"],${withIds("[7]").slice(1)}`, DEARCHIVE, 500).leadIds,
    ).to.deep.equal([7]);
  });

  it("accepts integers in any JSON notation, including negative ones and zero", () => {
    expect(readMoveBody(withIds("[1.0, 2e3, 0, -4]"), DEARCHIVE, 500).leadIds).to.deep.equal([
      1, 2000, 0, -4,
    ]);
  });

  it("accepts as many leads as the key allows", () => {
    const ids = JSON.stringify(Array.from({ length: 500 }, (_, index) => index));
    expect(readMoveBody(withIds(ids), DEARCHIVE, 500).leadIds).to.have.length(500);
  });

  it("accepts every list of distinct integers that JavaScript represents exactly", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.maxSafeInteger(), { minLength: 1, maxLength: 50 }), (ids) => {
        expect(readMoveBody(withIds(JSON.stringify(ids)), DEARCHIVE, 50).leadIds).to.deep.equal(ids);
      }),
    );
  });
});
