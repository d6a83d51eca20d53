import { expect } from "chai";
import { moveInLanes } from "../../server/runs/work/lanes.ts";
import { deferred } from "../support/deferred.ts";
import { idsFrom } from "../support/leadIds.ts";

describe("The leads of a list or run", () => {
  it("are moved in two batches at a time, neighbours by their ids together", async () => {
    const batches: (readonly number[])[] = [];
    const { results, failure } = await moveInLanes(idsFrom(1, 1000).toReversed(), async (ids) => {
      batches.push(ids);
      return ids;
    });
    expect(batches).to.deep.equal([idsFrom(1, 500), idsFrom(501, 1000)]);
    expect([results, failure]).to.deep.equal([idsFrom(1, 1000), undefined]);
  });

  it("stay one batch up to the default limit of an API request", async () => {
    let batches = 0;
    await moveInLanes(idsFrom(1, 500), async (ids) => {
      batches += 1;
      return ids;
    });
    expect(batches).to.equal(1);
  });

  it("are all accounted for when one of two batches fails: the other one is waited for, and its results are kept", async () => {
    const slow = deferred();
    const moving = moveInLanes(idsFrom(1, 1000), async (ids) => {
      if (ids.includes(1)) throw new Error("tables_locked");
      await slow.promise;
      return ids;
    });
    slow.resolve();
    const { results, failure } = await moving;
    expect(results).to.deep.equal(idsFrom(501, 1000));
    expect(failure).to.have.property("message", "tables_locked");
  });
});
