import { expect } from "chai";
import { type CheckGroup, createCheckWatch } from "../../server/doctor/checkWatch.ts";
import type { Finding } from "../../server/doctor/index.ts";
import { createClock } from "../support/clock.ts";
import { deferred, settled } from "../support/deferred.ts";
import { until } from "../support/waiting.ts";

const START = "2026-11-25T10:00:00.000Z";
const MINUTE_MS = 60_000;
const finding = (message: string): Finding => ({ check: "tables", level: "ok", message, fix: [] });

describe("Checks in the background", () => {
  const stops: (() => void)[] = [];
  afterEach(() => {
    for (const stop of stops.splice(0)) stop();
  });

  function watch(run: CheckGroup["run"], { name = "Tables", tickMs = 60_000 } = {}) {
    const clock = createClock(START);
    const failures: unknown[] = [];
    const checks = createCheckWatch([{ name, everyMs: MINUTE_MS, run }], {
      clock: clock.read,
      onFailure: (error) => failures.push(error),
      tickMs,
    });
    stops.push(checks.stop);
    const latest = async () => (await checks.latest(0))[0] ?? expect.fail("the group is missing");
    const message = async () => (await latest()).findings?.[0]?.message;
    return { clock, checks, failures, latest, message };
  }

  it("never block a page, run once for all pages, and serve the next page with the time of the check", async () => {
    const slow = deferred<readonly Finding[]>();
    let runs = 0;
    const { latest } = watch(() => {
      runs += 1;
      return slow.promise;
    });
    expect(await latest()).to.deep.equal({ name: "Tables", findings: undefined, at: null, isStale: false });
    await latest();
    slow.resolve([finding("seen")]);
    await settled();
    expect(await latest()).to.deep.equal({
      name: "Tables",
      findings: [finding("seen")],
      at: new Date(START),
      isStale: false,
    });
    expect(runs).to.equal(1);
  });

  it("keep the last result while they are repeated after a minute", async () => {
    const second = deferred<readonly Finding[]>();
    const results = [Promise.resolve([finding("first")]), second.promise];
    const { clock, message } = watch(() => results.shift() ?? expect.fail("a third run"));
    await message();
    await settled();
    clock.advance(MINUTE_MS - 1);
    expect(await message()).to.equal("first");
    clock.advance(1);
    expect(await message()).to.equal("first");
    second.resolve([finding("second")]);
    await settled();
    expect(await message()).to.equal("second");
  });

  it("are repeated even if nobody opens a page", async () => {
    let runs = 0;
    const { clock } = watch(
      async () => {
        runs += 1;
        return [];
      },
      { tickMs: 1 },
    );
    await until("the checks ran", async () => runs === 1);
    clock.advance(MINUTE_MS);
    await until("the checks ran again", async () => runs === 2);
  });

  it("mark a result as stale when they hang or fail for three minutes, and report the failure", async () => {
    let isBroken = false;
    const { clock, latest, failures } = watch(async () => {
      if (isBroken) throw new Error("no");
      return [finding("fine")];
    });
    await latest();
    await settled();
    isBroken = true;
    clock.advance(3 * MINUTE_MS - 1);
    expect((await latest()).isStale).to.equal(false);
    clock.advance(1);
    const { isStale, at } = await latest();
    expect([isStale, at]).to.deep.equal([true, new Date(START)]);
    expect(failures).to.have.length.greaterThan(0);
    isBroken = false;
    await latest();
    await settled();
    expect((await latest()).isStale).to.equal(false);
  });
});
