import { expect } from "chai";
import { createDearchiveClient } from "../../client/index.ts";
import {
  clientWithoutPauses,
  errorOf,
  expectLive,
  idsUpTo,
  sentLeadIds,
  useClientSetup,
} from "../support/clientSetup.ts";
import { insertLeads, leadIdsIn, readLeads } from "../support/factories.ts";
import { until } from "../support/waiting.ts";

describe("The client, when it is aborted", () => {
  const setup = useClientSetup();
  let stop: AbortController;

  beforeEach(() => {
    stop = new AbortController();
  });

  /** Returns a client with real pauses, which only the signal can end early. */
  function pausingClient() {
    const { proxy, key } = setup();
    return createDearchiveClient({ url: proxy.url, apiKey: key, batchSize: 2 });
  }

  it("stops immediately while it waits for an answer, and loses and repeats nothing when started again with the same runId", async () => {
    const { database, proxy } = setup();
    await insertLeads(database, "vicidial_list_archive", idsUpTo(6));
    const before = await readLeads(database, "vicidial_list_archive");
    proxy.plan("none", "hold");
    const options = { runId: "night of the 23rd" };
    const run = errorOf(pausingClient().dearchive(idsUpTo(6), { ...options, signal: stop.signal }));
    await until("the second batch is moved", async () => {
      return (await leadIdsIn(database, "vicidial_list_archive")).length === 2;
    });
    stop.abort(new Error("enough"));
    const error = await run;
    expect(error).to.include({ code: "aborted" });
    expect(error.cause).to.have.property("message", "enough");
    expect(error.soFar).to.include({ batches: 1, leads: 2, inserted: 2 });

    const summary = await pausingClient().dearchive(idsUpTo(6), options);
    expect(summary).to.include({ batches: 3, leads: 6, inserted: 6, deleted: 6, replayed: 2 });
    expect(await readLeads(database, "vicidial_list")).to.deep.equal(before);
    expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([]);
  });

  it("stops immediately in a pause of hours, and continues when started again", async () => {
    const { database, proxy } = setup();
    await insertLeads(database, "vicidial_list_archive", idsUpTo(4));
    proxy.plan({
      status: 403,
      headers: { "Retry-After": "36000", "Content-Type": "application/problem+json" },
      body: '{"type":"urn:vicidial-dearchive:problem:office_hours","title":"office hours"}',
    });
    const run = errorOf(
      pausingClient().dearchive(idsUpTo(4), {
        signal: stop.signal,
        onProgress: ({ waitingUntil }) => {
          if (waitingUntil) setImmediate(() => stop.abort());
        },
      }),
    );
    expect(await run).to.include({ code: "aborted" });
    expect(proxy.seen).to.have.length(1);
    await pausingClient().dearchive(idsUpTo(4));
    await expectLive(setup(), idsUpTo(4));
  });

  it("sends no further batch when it is aborted between two batches", async () => {
    await insertLeads(setup().database, "vicidial_list_archive", idsUpTo(4));
    const { code, soFar } = await errorOf(
      pausingClient().dearchive(idsUpTo(4), { signal: stop.signal, onProgress: () => stop.abort() }),
    );
    expect(code).to.equal("aborted");
    expect(soFar).to.include({ batches: 1, inserted: 2 });
    expect(sentLeadIds(setup())).to.deep.equal([[1, 2]]);
    expect(await leadIdsIn(setup().database, "vicidial_list_archive")).to.deep.equal([3, 4]);
  });

  it("stops while it waits for the source of the ids", async () => {
    await insertLeads(setup().database, "vicidial_list_archive", [1, 2]);
    async function* ids() {
      yield* [1, 2];
      await new Promise(() => undefined);
    }
    const run = errorOf(
      pausingClient().dearchive(ids(), {
        signal: stop.signal,
        onProgress: () => setImmediate(() => stop.abort()),
      }),
    );
    expect(await run).to.include({ code: "aborted" });
    await expectLive(setup(), [1, 2]);
  });

  it("sends nothing when it was aborted before the start", async () => {
    stop.abort();
    const error = await errorOf(clientWithoutPauses(setup()).dearchive([1], { signal: stop.signal }));
    expect(error).to.include({ code: "aborted" });
    expect(setup().proxy.seen).to.deep.equal([]);
  });
});
