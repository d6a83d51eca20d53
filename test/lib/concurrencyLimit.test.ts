import { expect } from "chai";
import fc from "fast-check";
import { createConcurrencyLimit, QueueTimeout } from "../../server/lib/concurrencyLimit.ts";
import { deferred, rejectionOf, settled } from "../support/deferred.ts";

/** Longer than any test. */
const LONG_MS = 60_000;

describe("A concurrency limit", () => {
  it("returns the result of the work", async () => {
    expect(await createConcurrencyLimit().take(LONG_MS, async () => "done")).to.equal("done");
  });

  it("passes on the error of the work", async () => {
    const failure = new Error("broken");
    const concurrencyLimit = createConcurrencyLimit();
    expect(await rejectionOf(concurrencyLimit.take(LONG_MS, () => Promise.reject(failure)))).to.equal(
      failure,
    );
    const atOnce = concurrencyLimit.take(LONG_MS, () => {
      throw failure;
    });
    expect(await rejectionOf(atOnce)).to.equal(failure);
  });

  it("starts no work before the work ahead of it has ended", async () => {
    const concurrencyLimit = createConcurrencyLimit();
    const first = deferred();
    let began = false;
    const ahead = concurrencyLimit.take(LONG_MS, () => first.promise);
    const behind = concurrencyLimit.take(LONG_MS, async () => {
      began = true;
    });
    await settled();
    expect(began).to.equal(false);
    first.resolve();
    await Promise.all([ahead, behind]);
    expect(began).to.equal(true);
  });

  it("continues after work that failed", async () => {
    const concurrencyLimit = createConcurrencyLimit();
    const failed = rejectionOf(concurrencyLimit.take(LONG_MS, () => Promise.reject(new Error("broken"))));
    expect(await concurrencyLimit.take(LONG_MS, async () => "next")).to.equal("next");
    await failed;
  });

  it("runs work one at a time and in order, regardless of its duration and result", async () => {
    const work = fc.record({ steps: fc.nat({ max: 4 }), fails: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(work, { maxLength: 12 }), async (works) => {
        const concurrencyLimit = createConcurrencyLimit();
        const order: number[] = [];
        let running = 0;
        const taken = works.map(({ steps, fails }, index) =>
          rejectionOf(
            concurrencyLimit.take(LONG_MS, async () => {
              running += 1;
              expect(running).to.equal(1);
              order.push(index);
              for (let step = 0; step < steps; step += 1) await settled();
              running -= 1;
              if (fails) throw new Error(String(index));
            }),
          ),
        );
        const ends = await Promise.all(taken);
        expect(order).to.deep.equal(works.map((_, index) => index));
        expect(ends.map((end) => (end instanceof Error ? end.message : end))).to.deep.equal(
          works.map(({ fails }, index) => (fails ? String(index) : undefined)),
        );
      }),
    );
  });

  it("runs as much work at a time as the limit allows", async () => {
    const concurrencyLimit = createConcurrencyLimit(2);
    const [first, second] = [deferred(), deferred()];
    const began: number[] = [];
    const taken = [first, second, undefined].map((one, index) =>
      concurrencyLimit.take(LONG_MS, async () => {
        began.push(index);
        await one?.promise;
      }),
    );
    await settled();
    expect(began).to.deep.equal([0, 1]);
    second.resolve();
    await taken[2];
    expect(began).to.deep.equal([0, 1, 2]);
    first.resolve();
    await Promise.all(taken);
  });

  describe("for work that waits too long", () => {
    it("reports the timeout while the work ahead is still running, and never starts that work", async () => {
      const concurrencyLimit = createConcurrencyLimit();
      const first = deferred();
      let began = false;
      const ahead = concurrencyLimit.take(LONG_MS, () => first.promise);
      const behind = concurrencyLimit.take(1, async () => {
        began = true;
      });
      expect(await rejectionOf(behind)).to.be.instanceOf(QueueTimeout);
      first.resolve();
      await ahead;
      await concurrencyLimit.take(LONG_MS, async () => undefined);
      expect(began).to.equal(false);
    });

    it("does not delay the work behind it", async () => {
      const concurrencyLimit = createConcurrencyLimit();
      const first = deferred();
      const ahead = concurrencyLimit.take(LONG_MS, () => first.promise);
      const tooLate = rejectionOf(concurrencyLimit.take(1, async () => undefined));
      const behind = concurrencyLimit.take(LONG_MS, async () => "mine");
      expect(await tooLate).to.be.instanceOf(QueueTimeout);
      first.resolve();
      expect(await behind).to.equal("mine");
      await ahead;
    });

    it("does not let the work behind it overtake the work ahead", async () => {
      const concurrencyLimit = createConcurrencyLimit();
      const first = deferred();
      let began = false;
      const ahead = concurrencyLimit.take(LONG_MS, () => first.promise);
      expect(await rejectionOf(concurrencyLimit.take(1, async () => undefined))).to.be.instanceOf(
        QueueTimeout,
      );
      const behind = concurrencyLimit.take(LONG_MS, async () => {
        began = true;
      });
      await settled();
      expect(began).to.equal(false);
      first.resolve();
      await Promise.all([ahead, behind]);
    });
  });

  it("never times out work that has started", async () => {
    const concurrencyLimit = createConcurrencyLimit();
    const slow = concurrencyLimit.take(
      5,
      () => new Promise((resolve) => setTimeout(() => resolve("done"), 30)),
    );
    expect(await slow).to.equal("done");
  });

  it("drops cancelled work that has not started", async () => {
    const concurrencyLimit = createConcurrencyLimit();
    const [first, order] = [deferred(), [] as string[]];
    const running = concurrencyLimit.take(LONG_MS, () => first.promise);
    const nobody = new AbortController();
    const dropped = rejectionOf(
      concurrencyLimit.take(LONG_MS, async () => order.push("dropped"), nobody.signal),
    );
    const behind = concurrencyLimit.take(LONG_MS, async () => order.push("behind"));
    nobody.abort(new Error("hung up"));
    expect(await dropped).to.have.property("message", "hung up");
    expect(await rejectionOf(concurrencyLimit.take(LONG_MS, async () => order.push("late"), nobody.signal)))
      .to.exist;
    first.resolve();
    await Promise.all([running, behind]);
    expect(order).to.deep.equal(["behind"]);
    expect(
      await concurrencyLimit.take(LONG_MS, async () => "free again", new AbortController().signal),
    ).to.equal("free again");
  });
});
