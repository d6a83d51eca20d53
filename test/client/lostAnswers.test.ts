import { expect } from "chai";
import {
  clientWithoutPauses,
  errorOf,
  expectLive,
  idsUpTo,
  sentIdempotencyKeys,
  sentLeadIds,
  useClientSetup,
} from "../support/clientSetup.ts";
import { insertLeads, leadIdsIn, readLeads } from "../support/factories.ts";
import type { ProxyFault } from "../support/faultyProxy.ts";
import { recordedBatches } from "../support/history.ts";

describe("The client, on an unreliable connection", () => {
  const setup = useClientSetup();

  it("moves each lead once when a response is lost: the retry gets the stored answer", async () => {
    const { database, proxy } = setup();
    await insertLeads(database, "vicidial_list_archive", idsUpTo(4));
    const before = await readLeads(database, "vicidial_list_archive");
    const recordedBefore = (await recordedBatches(database)).length;
    proxy.plan("lose_answer");
    const summary = await clientWithoutPauses(setup(), { batchSize: 2 }).dearchive(idsUpTo(4), {
      representation: true,
    });
    expect(summary).to.include({ batches: 2, leads: 4, inserted: 4, deleted: 4, replayed: 1 });
    expect(summary.results.map(({ outcome }) => outcome)).to.deep.equal(Array(4).fill("moved"));
    expect(await readLeads(database, "vicidial_list")).to.deep.equal(before);
    expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([]);
    const recorded = (await recordedBatches(database)).slice(recordedBefore);
    expect(recorded.map(({ counts }) => counts.insertCount)).to.deep.equal([2, 2]);
  });

  const faults: Readonly<Record<string, ProxyFault>> = {
    "a cut connection": "drop",
    "half a response": "half_answer",
    "a proxy's 502": { status: 502, body: "<h1>Bad Gateway</h1>" },
    "a proxy's 503 and 504": { status: 503, headers: { "Retry-After": "1" } },
    "another site's page": { status: 200, body: "<h1>Please sign in</h1>" },
    "a request body that the proxy truncated": {
      status: 400,
      headers: { "Content-Type": "application/problem+json" },
      body: '{"type":"urn:vicidial-dearchive:problem:body_unreadable","title":"cut off"}',
    },
  };
  for (const [name, fault] of Object.entries(faults)) {
    it(`retries after ${name} with the same request and the same Idempotency-Key`, async () => {
      await insertLeads(setup().database, "vicidial_list_archive", [1, 2]);
      setup().proxy.plan(fault, fault);
      expect(await clientWithoutPauses(setup()).dearchive([1, 2])).to.include({
        batches: 1,
        inserted: 2,
        deleted: 2,
      });
      expect(sentLeadIds(setup())).to.deep.equal([
        [1, 2],
        [1, 2],
        [1, 2],
      ]);
      expect(new Set(sentIdempotencyKeys(setup())).size).to.equal(1);
      await expectLive(setup(), [1, 2]);
    });
  }

  it("retries a request that is not answered in time", async () => {
    await insertLeads(setup().database, "vicidial_list_archive", [1]);
    setup().proxy.plan("hold");
    const { dearchive, pauses } = clientWithoutPauses(setup(), { timeoutMs: 1_000 });
    expect(await dearchive([1])).to.include({ inserted: 1, deleted: 1, replayed: 1 });
    expect(pauses).to.have.length(1);
    await expectLive(setup(), [1]);
  });

  it("gives each batch and each run its own Idempotency-Key", async () => {
    await insertLeads(setup().database, "vicidial_list_archive", [1, 2]);
    const client = clientWithoutPauses(setup(), { batchSize: 1 });
    await client.dearchive([1, 2]);
    await client.archive([1, 2]);
    await client.dearchive([1, 2]);
    expect(new Set(sentIdempotencyKeys(setup())).size).to.equal(6);
    await expectLive(setup(), [1, 2]);
  });

  it("pauses longer after each attempt, up to 30 s, and gives up after the configured number of attempts", async () => {
    await insertLeads(setup().database, "vicidial_list_archive", [1, 2]);
    setup().proxy.plan("none", ...Array<ProxyFault>(9).fill("drop"));
    const client = clientWithoutPauses(setup(), { batchSize: 1, attempts: 9, firstPauseMs: 1_000 });
    const error = await errorOf(client.dearchive([1, 2]));
    expect(error).to.include({ code: "network", status: undefined });
    expect(error.soFar).to.include({ batches: 1, leads: 1, inserted: 1, deleted: 1 });
    expect(client.pauses).to.deep.equal([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
    expect(await leadIdsIn(setup().database, "vicidial_list_archive")).to.deep.equal([2]);
  });

  it("retries by default for longer than the server keeps a crashed instance's request", async () => {
    setup().proxy.plan(...Array<ProxyFault>(20).fill("drop"));
    const client = clientWithoutPauses(setup());
    await errorOf(client.dearchive([1]));
    expect(client.pauses.reduce((sum, pause) => sum + pause, 0)).to.be.greaterThan(125_000);
    expect(setup().proxy.seen).to.have.length(15);
  });
});
