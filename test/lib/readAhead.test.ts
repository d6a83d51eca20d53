import { expect } from "chai";
import { readAhead } from "../../server/lib/readAhead.ts";
import { rejectionOf } from "../support/deferred.ts";

describe("Reading ahead", () => {
  it("prepares the next item while the caller works on the current one, and no further ones", async () => {
    const prepared: number[] = [];
    async function* source() {
      for (const n of [1, 2, 3, 4]) {
        prepared.push(n);
        yield n;
      }
    }
    const items = readAhead(source());
    expect((await items.next()).value).to.equal(1);
    expect(prepared).to.deep.equal([1, 2]);
    const rest: number[] = [];
    for await (const item of items) rest.push(item);
    expect(rest).to.deep.equal([2, 3, 4]);
  });

  it("throws an error of the source at its turn", async () => {
    async function* source() {
      yield 1;
      throw new Error("line 2 is unreadable");
    }
    const items = readAhead(source());
    expect((await items.next()).value).to.equal(1);
    const error = await rejectionOf(items.next());
    expect(error).to.have.property("message", "line 2 is unreadable");
  });

  it("can be left while the source waits for input that never comes", async () => {
    async function* source() {
      yield 1;
      await new Promise(() => undefined);
    }
    for await (const item of readAhead(source())) {
      expect(item).to.equal(1);
      break;
    }
  });
});
