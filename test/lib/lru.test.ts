import { expect } from "chai";
import { createLru } from "../../server/lib/lru.ts";

describe("A cache of bounded size", () => {
  it("never exceeds its limit, with any number of keys", () => {
    const cache = createLru<number, string>(3);
    for (let key = 0; key < 10_000; key += 1) cache.set(key, `value ${key}`);
    expect(cache.size).to.equal(3);
    expect(cache.get(9_999)).to.equal("value 9999");
    expect(cache.get(0)).to.equal(undefined);
  });

  it("evicts the least recently used key", () => {
    const cache = createLru<string, number>(2);
    cache.set("a", 1);
    cache.set("b", 2);
    cache.get("a");
    cache.set("c", 3);
    expect([cache.get("a"), cache.get("b"), cache.get("c")]).to.deep.equal([1, undefined, 3]);
  });

  it("replaces a value without growing", () => {
    const cache = createLru<string, number>(2);
    cache.set("a", 1);
    cache.set("b", 2);
    cache.set("a", 3);
    expect([cache.size, cache.get("a"), cache.get("b")]).to.deep.equal([2, 3, 2]);
  });
});
