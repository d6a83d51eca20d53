import { expect } from "chai";
import fc from "fast-check";
import { type RetryOptions, retry } from "../../server/lib/retry.ts";
import { rejectionOf } from "../support/deferred.ts";

class Passing extends Error {}

const OPTIONS: RetryOptions = {
  attempts: 4,
  firstPauseMs: 0,
  isRetryable: (error) => error instanceof Passing,
};

/** Creates work that fails with each error in turn, then succeeds. Counts the attempts. */
function failingWith(errors: readonly Error[]) {
  let tries = 0;
  return {
    tries: () => tries,
    async work(): Promise<string> {
      const error = errors[tries];
      tries += 1;
      if (error) throw error;
      return `done at try ${tries}`;
    },
  };
}

function passingErrors(count: number): readonly Error[] {
  return Array.from({ length: count }, (_, index) => new Passing(`failure ${index + 1}`));
}

describe("A retry", () => {
  it("runs the work once if it succeeds", async () => {
    const { work, tries } = failingWith([]);
    expect(await retry(OPTIONS, work)).to.equal("done at try 1");
    expect(tries()).to.equal(1);
  });

  it("repeats the work after transient errors, up to the last attempt", async () => {
    expect(await retry(OPTIONS, failingWith(passingErrors(1)).work)).to.equal("done at try 2");
    expect(await retry(OPTIONS, failingWith(passingErrors(3)).work)).to.equal("done at try 4");
  });

  it("gives up after the last attempt with the error of that attempt", async () => {
    const { work, tries } = failingWith(passingErrors(9));
    expect(await rejectionOf(retry(OPTIONS, work))).to.have.property("message", "failure 4");
    expect(tries()).to.equal(4);
  });

  it("gives up at once on a permanent error", async () => {
    const lasting = new Error("lasting");
    const { work, tries } = failingWith([new Passing(), lasting]);
    expect(await rejectionOf(retry(OPTIONS, work))).to.equal(lasting);
    expect(tries()).to.equal(2);
  });

  it("tries once if only one attempt is allowed", async () => {
    const { work, tries } = failingWith(passingErrors(1));
    expect(await rejectionOf(retry({ ...OPTIONS, attempts: 1 }, work))).to.be.instanceOf(Passing);
    expect(tries()).to.equal(1);
  });

  it("handles work that throws before it returns a promise", async () => {
    let tries = 0;
    const work = (): Promise<string> => {
      tries += 1;
      if (tries === 1) throw new Passing();
      return Promise.resolve("done");
    };
    expect(await retry(OPTIONS, work)).to.equal("done");
  });

  it("classifies each error separately, so that a later one can be permanent", async () => {
    const asked: unknown[] = [];
    const isRetryable = (error: unknown) => asked.push(error) < 2;
    const errors = passingErrors(3);
    expect(await rejectionOf(retry({ ...OPTIONS, isRetryable }, failingWith(errors).work))).to.equal(
      errors[1],
    );
    expect(asked).to.deep.equal(errors.slice(0, 2));
  });

  it("never makes more attempts than allowed, nor fewer while errors are transient", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.boolean(), { maxLength: 8 }),
        async (attempts, passing) => {
          const { work, tries } = failingWith(
            passing.map((passes) => (passes ? new Passing() : new Error("lasting"))),
          );
          await rejectionOf(retry({ ...OPTIONS, attempts }, work));
          const firstLasting = passing.includes(false) ? passing.indexOf(false) + 1 : passing.length + 1;
          expect(tries()).to.equal(Math.min(attempts, firstLasting));
        },
      ),
    );
  });
});
