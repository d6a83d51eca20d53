import { expect } from "chai";
import { fullMove, useApiSetup } from "../support/apiSetup.ts";
import type { TestDatabase } from "../support/database.ts";
import { insertLeads, leadIdsIn } from "../support/factories.ts";
import { recordedBatches } from "../support/history.ts";
import { storedIdempotencyRows, withIdempotencyKey } from "../support/idempotency.ts";
import { SAME_ENGINES } from "../support/leadStates.ts";
import { createMemoryLog } from "../support/log.ts";
import { holdTable, until, untilLockWait } from "../support/waiting.ts";

for (const { name, live: engine } of SAME_ENGINES) {
  describe(`A request whose client disconnected, on ${name}`, () => {
    const log = createMemoryLog();
    // Only one request works at a time; the others wait.
    const setup = useApiSetup({
      engine,
      plugin: { logger: log.logger },
      config: { poolSize: 2, lockWaitSeconds: 20 },
    });

    beforeEach(async () => {
      for (const table of ["dearchive_batch_leads", "dearchive_batches", "dearchive_idempotency"])
        await setup().database.root(table).delete();
    });

    const endedAs = (fault: string) =>
      log.lines().filter((line) => line["msg"] === "request" && line["fault"] === fault).length;

    /** Background work can wait for a lock too, so a request is found by its idempotency key. */
    const untilStored = (database: TestDatabase) =>
      until("the request is stored", async () => (await storedIdempotencyRows(database)).length === 1);

    /** Sends a request and hangs up when `when` resolves. Returns once the server knows. */
    async function hangUp(leadId: number, value: string, when: () => Promise<unknown>): Promise<void> {
      const { server, key } = setup();
      const caller = new AbortController();
      const call = fetch(`${server.url}/vicidial/leads/dearchive`, {
        method: "POST",
        headers: {
          Authorization: `Key=${key}`,
          "Content-Type": "application/json",
          ...withIdempotencyKey(value),
        },
        body: JSON.stringify(fullMove([leadId])),
        signal: caller.signal,
      }).catch(() => undefined);
      await when();
      const abandoned = server.abandoned();
      caller.abort();
      await call;
      await until("the server sees the closed connection", async () => server.abandoned() > abandoned);
    }

    it("is not executed when its turn comes", async () => {
      const { database, dearchive } = setup();
      await insertLeads(database, "vicidial_list_archive", [1, 2]);
      const before = endedAs("abandoned");
      const holder = await holdTable(database, "vicidial_list_archive");
      const first = dearchive(fullMove([1]));
      try {
        await untilLockWait(database);
        await hangUp(2, "queued", () => untilStored(database));
        await until("the request is dropped", async () => endedAs("abandoned") > before);
      } finally {
        await holder.release();
      }
      expect((await first).status).to.equal(200);
      expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([2]);
      expect(await recordedBatches(database)).to.have.length(1);
      expect(await storedIdempotencyRows(database)).to.deep.equal([]);
    });

    it("is not executed when the lock that it waited for is released", async () => {
      const { database, dearchive } = setup();
      await insertLeads(database, "vicidial_list_archive", [3]);
      const before = endedAs("abandoned");
      const holder = await holdTable(database, "vicidial_list_archive");
      try {
        await hangUp(3, "waiting", async () => {
          await untilStored(database);
          await untilLockWait(database);
        });
      } finally {
        await holder.release();
      }
      await until("the request is dropped", async () => endedAs("abandoned") > before);
      expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([3]);
      expect(await recordedBatches(database)).to.deep.equal([]);
      const again = await dearchive(fullMove([3]), withIdempotencyKey("waiting"));
      expect(again.body).to.include({ insert_count: 1, delete_count: 1 });
      expect(again.headers.get("Idempotency-Replayed")).to.equal(null);
    });
  });

  describe(`A request that cannot get a lock, on ${name}`, () => {
    const setup = useApiSetup({ engine, config: { lockWaitSeconds: 1 } });

    it("is answered with a Retry-After time", async () => {
      const { database, dearchive } = setup();
      await insertLeads(database, "vicidial_list_archive", [1]);
      const holder = await holdTable(database, "vicidial_list_archive");
      try {
        const answer = await dearchive(fullMove([1]));
        expect(answer.status).to.equal(500);
        expect(answer.text).to.include("locked by another process");
        expect(Number(answer.headers.get("Retry-After"))).to.be.within(1, 30);
      } finally {
        await holder.release();
      }
    });
  });
}
