import { expect } from "chai";
import fc from "fast-check";
import { splitEvenly } from "../../server/db/sql.ts";

describe("A list that is split into chunks", () => {
  it("keeps every item in order, in chunks of at most the given size", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 700 }), fc.integer({ min: 1, max: 500 }), (items, size) => {
        const chunks = splitEvenly(items, size);
        expect(chunks.flat()).to.deep.equal(items);
        expect(chunks).to.have.length(Math.ceil(items.length / size));
        for (const chunk of chunks) {
          expect(chunk.length).to.be.within(1, size);
        }
      }),
    );
  });
});
