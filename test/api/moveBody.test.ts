import { expect } from "chai";
import fc from "fast-check";
import { readMoveBody } from "../../server/api/body.ts";
import { ARCHIVE, DEARCHIVE } from "../../server/leads/tables/direction.ts";

const FLAGS = '"insert_leads":true,"delete_leads":false';

function withIds(ids: string): string {
  return `{${FLAGS},"lead_ids":${ids}}`;
}

describe("the body of a move", () => {
  it("says which steps to take for which leads", () => {
    expect(
      readMoveBody('{"insert_leads":true,"delete_leads":false,"lead_ids":[3,1,2]}', DEARCHIVE, 500),
    ).to.deep.equal({ flags: { insert: true, update: false, delete: false }, leadIds: [3, 1, 2] });
  });

  it("says whether to update when leads go into the archive, and only then", () => {
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

  it("may hold fields that mean nothing", () => {
    expect(
      readMoveBody(`{"note":{"lead_ids":["x"]},${withIds("[1]").slice(1)}`, DEARCHIVE, 500).leadIds,
    ).to.deep.equal([1]);
  });

  it("counts the last of fields with the same name", () => {
    expect(
      readMoveBody(`{"lead_ids":["x"],${withIds("[7]").slice(1)}`, DEARCHIVE, 500).leadIds,
    ).to.deep.equal([7]);
  });

  it("takes whole numbers in any spelling, with sign and zero", () => {
    expect(readMoveBody(withIds("[1.0, 2e3, 0, -4]"), DEARCHIVE, 500).leadIds).to.deep.equal([
      1, 2000, 0, -4,
    ]);
  });

  it("takes as many leads as the key allows", () => {
    const ids = JSON.stringify(Array.from({ length: 500 }, (_, index) => index));
    expect(readMoveBody(withIds(ids), DEARCHIVE, 500).leadIds).to.have.length(500);
  });

  it("takes every list of distinct whole numbers that JavaScript can hold", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.maxSafeInteger(), { minLength: 1, maxLength: 50 }), (ids) => {
        expect(readMoveBody(withIds(JSON.stringify(ids)), DEARCHIVE, 50).leadIds).to.deep.equal(ids);
      }),
    );
  });
});
