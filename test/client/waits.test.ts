import { expect } from "chai";
import type { Progress } from "../../client/index.ts";
import { startServer, type TestServer } from "../support/client.ts";
import {
  clientWithoutPauses,
  errorOf,
  expectLive,
  idsUpTo,
  sentIdempotencyKeys,
  useClientSetup,
} from "../support/clientSetup.ts";
import { createClock, HOURS_HOLD_MS } from "../support/clock.ts";
import { createKey, insertLeads, leadIdsIn } from "../support/factories.ts";
import { startFaultyProxy } from "../support/faultyProxy.ts";
import { removeRules, saveRule } from "../support/hours.ts";
import { holdTable } from "../support/waiting.ts";

const MINUTE = 60_000;
const OPEN = Date.parse("2026-11-23T16:10:00Z");

describe("The client, when the plugin asks it to wait", () => {
  // A Monday, 50 minutes before the office closes.
  const clock = createClock(new Date(OPEN - HOURS_HOLD_MS).toISOString());
  const setup = useClientSetup({ plugin: { clock: clock.read } });
  const now = () => clock.read().getTime();

  // Changed office hours apply after HOURS_HOLD_MS at the latest.
  beforeEach(() => clock.advance(HOURS_HOLD_MS));
  afterEach(() => removeRules(setup().database));

  it("waits until office hours end, reports until when, and asks again every 15 minutes", async () => {
    await insertLeads(setup().database, "vicidial_list_archive", [1, 2]);
    await saveRule(setup().database, "mon-fri 09:00-17:00");
    const reports: Progress[] = [];
    const client = clientWithoutPauses(setup(), { now, attempts: 1 }, (pause) => clock.advance(pause));
    const summary = await client.dearchive([1, 2], { onProgress: (progress) => reports.push(progress) });
    expect(summary).to.include({ inserted: 2, deleted: 2 });
    expect(client.pauses).to.deep.equal([15, 15, 15, 5].map((minutes) => minutes * MINUTE));
    expect(reports.at(0)).to.deep.include({ waitingFor: "office_hours", batches: 0 });
    expect(reports.at(0)?.waitingUntil?.toISOString()).to.equal("2026-11-23T17:00:00.000Z");
    expect(reports.at(-1)).to.not.have.property("waitingUntil");
    await expectLive(setup(), [1, 2]);
  });

  it("continues with its next request after the hours were changed", async () => {
    await insertLeads(setup().database, "vicidial_list_archive", [1]);
    await saveRule(setup().database, "daily 00:00-24:00", {
      exceptions: [{ date: "2027-03-01", windows: [] }],
    });
    const client = clientWithoutPauses(setup(), { now }, async (pause) => {
      clock.advance(pause);
      await removeRules(setup().database);
    });
    expect(await client.dearchive([1])).to.include({ inserted: 1 });
    expect(client.pauses).to.deep.equal([15 * MINUTE]);
  });

  it("does not wait for office hours with waitForOfficeHours: false, and reports how long it would have to", async () => {
    await insertLeads(setup().database, "vicidial_list_archive", [1]);
    clock.advance(new Date("2026-11-24T09:00:00Z").getTime() - now());
    await saveRule(setup().database, "mon-fri 09:00-17:00");
    const error = await errorOf(clientWithoutPauses(setup()).dearchive([1], { waitForOfficeHours: false }));
    expect(error).to.include({ code: "office_hours", status: 403, retryAfterSeconds: 8 * 60 * 60 });
    expect(error.requestId).to.be.a("string");
    expect(await leadIdsIn(setup().database, "vicidial_list")).to.deep.equal([]);
  });

  it("does not wait for office hours that never end", async () => {
    await saveRule(setup().database, "daily 00:00-24:00");
    const error = await errorOf(clientWithoutPauses(setup()).dearchive([1]));
    expect(error).to.include({ code: "office_hours", retryAfterSeconds: undefined });
  });

  it("waits for the next minute when a key reaches its rate limit, as often as it takes", async () => {
    const { database } = setup();
    await insertLeads(database, "vicidial_list_archive", idsUpTo(5));
    const { key } = await createKey(database, { rateLimit: 1 });
    const beginMinute = () => database.sql("DELETE FROM dearchive_rate_limits");
    const client = clientWithoutPauses({ ...setup(), key }, { batchSize: 1, attempts: 1 }, async () => {
      await beginMinute();
    });
    expect(await client.dearchive(idsUpTo(5))).to.include({ batches: 5, inserted: 5 });
    expect(client.pauses).to.have.length(4);
    for (const pause of client.pauses) expect(pause).to.be.within(1_000, MINUTE);
    await expectLive(setup(), idsUpTo(5));
  });

  it("retries when a table that another process locked is free", async () => {
    const { database } = setup();
    await insertLeads(database, "vicidial_list_archive", [1, 2]);
    const lock = await holdTable(database, "vicidial_list");
    const reports: Progress[] = [];
    const client = clientWithoutPauses(setup(), {}, lock.release);
    const summary = await client.dearchive([1, 2], { onProgress: (progress) => reports.push(progress) });
    expect(summary).to.include({ inserted: 2, deleted: 2 });
    expect(reports.map(({ waitingFor }) => waitingFor)).to.deep.equal(["tables_locked", undefined]);
    expect(new Set(sentIdempotencyKeys(setup())).size).to.equal(1);
    await expectLive(setup(), [1, 2]);
  });

  it("waits for its own first request while that is still being processed", async () => {
    await insertLeads(setup().database, "vicidial_list_archive", [1]);
    setup().proxy.plan({
      status: 409,
      headers: { "Retry-After": "2" },
      body: '{"message":"the first request with this Idempotency-Key is still running"}',
    });
    const client = clientWithoutPauses(setup());
    expect(await client.dearchive([1])).to.include({ inserted: 1 });
    expect(client.pauses).to.deep.equal([2_000]);
  });

  it("continues after a restart of the plugin", async () => {
    const { database } = setup();
    await insertLeads(database, "vicidial_list_archive", idsUpTo(4));
    let plugin: TestServer = await startServer(database, { clock: clock.read });
    const proxy = await startFaultyProxy(() => plugin.url);
    const client = clientWithoutPauses({ ...setup(), proxy }, { batchSize: 2 }, async () => {
      plugin = await startServer(database, { clock: clock.read });
    });
    async function* ids() {
      yield* [1, 2, 3];
      await plugin.close();
      yield 4;
    }
    const summary = await client.dearchive(ids());
    expect(summary).to.include({ batches: 2, inserted: 4, deleted: 4 });
    expect(client.pauses).to.have.length(1);
    await proxy.close();
    await plugin.close();
    await expectLive(setup(), idsUpTo(4));
  });
});
