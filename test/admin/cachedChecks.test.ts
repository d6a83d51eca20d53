import { expect } from "chai";
import { createCachedChecks } from "../../server/admin/overview/cachedChecks.ts";
import { deferred, settled } from "../support/deferred.ts";

const AT = new Date("2026-11-25T10:00:00Z");
const LATER = new Date("2026-11-25T10:01:00Z");
const never = () => expect.fail("nothing fails here");

describe("The result of a slow check", () => {
  it("never blocks a page, is computed once for all pages, and is cached for the next page", async () => {
    const glance = createCachedChecks<string>({ freshMs: 60_000, maxWaitMs: 0 });
    const slow = deferred<string>();
    let looks = 0;
    const look = () => {
      looks += 1;
      return slow.promise;
    };
    expect(await glance("a", AT, look, never)).to.equal(undefined);
    expect(await glance("a", AT, look, never)).to.equal(undefined);
    slow.resolve("seen");
    await settled();
    expect(await glance("a", AT, look, never)).to.deep.equal({ value: "seen", at: AT });
    expect(looks).to.equal(1);
  });

  it("stays visible while the check is repeated, and is cached separately for each customer", async () => {
    const glance = createCachedChecks<string>({ freshMs: 60_000, maxWaitMs: 0 });
    const slow = deferred<string>();
    await glance("a", AT, async () => "first", never);
    await settled();
    const before = { value: "first", at: AT };
    expect(await glance("a", LATER, () => slow.promise, never)).to.deep.equal(before);
    expect(await glance("b", LATER, () => slow.promise, never)).to.equal(undefined);
    slow.resolve("second");
    await settled();
    expect(await glance("a", LATER, async () => "third", never)).to.deep.equal({
      value: "second",
      at: LATER,
    });
  });

  it("is computed again by the next page after a failure, and the failure is reported", async () => {
    const glance = createCachedChecks<string>({ freshMs: 60_000, maxWaitMs: 60_000 });
    const told: unknown[] = [];
    const broken = new Error("no");
    const fail = async (): Promise<string> => {
      throw broken;
    };
    expect(await glance("a", AT, fail, (error) => told.push(error))).to.equal(undefined);
    expect(told).to.deep.equal([broken]);
    expect((await glance("a", AT, async () => "there", never))?.value).to.equal("there");
  });
});
