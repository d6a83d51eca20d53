import { expect } from "chai";
import { DEARCHIVE, fullMove } from "../support/apiSetup.ts";
import { type Answer, post, startServer } from "../support/client.ts";
import { killSessions } from "../support/connectionKiller.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { insertLeads, leadIdsIn } from "../support/factories.ts";
import { useFiles } from "../support/files.ts";
import { recordedBatches } from "../support/history.ts";
import {
  expireIdempotencyLeases,
  extendIdempotencyLeases,
  storedIdempotencyRows,
  withIdempotencyKey,
} from "../support/idempotency.ts";
import {
  countOpenBatches,
  createUserWithKey,
  expireBatchLeases,
  killProcess,
  untilDatabaseIdle,
} from "../support/killPoints.ts";
import { idsFrom } from "../support/leadIds.ts";
import { clearTables, SAME_ENGINES } from "../support/leadStates.ts";
import { startStandalone } from "../support/standalone.ts";
import { holdTable, until, untilLockWait } from "../support/waiting.ts";

const IDS = idsFrom(1, 60);
const PATIENT = { DEARCHIVE_LOCK_WAIT: "30" };

for (const { name, live: engine } of SAME_ENGINES) {
  describe(`A request with an Idempotency-Key whose instance is killed, on ${name},`, () => {
    const file = useFiles();
    let database: TestDatabase;
    let key: string;

    before(async () => {
      database = await createTestDatabase({ engine });
      key = await createUserWithKey(database);
    });

    after(() => database.drop());

    beforeEach(async () => {
      await clearTables(database);
      await database.root("dearchive_idempotency").delete();
      await insertLeads(database, "vicidial_list_archive", IDS);
    });

    const call = (url: string): Promise<Answer> =>
      post(url + DEARCHIVE, key, fullMove(IDS), withIdempotencyKey("retried"));

    /** Kills an instance while its statement waits for a table lock, so that the statement never runs. */
    async function killWaitingFor(table: string, kind: "READ" | "WRITE"): Promise<void> {
      const dying = await startStandalone(database, file, PATIENT);
      const lock = await holdTable(database, table, kind);
      const lost = call(dying.url).catch(() => undefined);
      try {
        // Background work of the instance may wait for the lock, too.
        await until("the request is stored", async () => (await storedIdempotencyRows(database)).length > 0);
        await untilLockWait(database);
        await killProcess(dying);
        // The pending statement is never executed, because its connection is gone too.
        await killSessions(database);
        await untilDatabaseIdle(database);
      } finally {
        await lock.release();
      }
      expect(await lost).to.equal(undefined);
    }

    /** Repeats the request on another instance until it no longer gets 409, and checks that the leads moved once. */
    async function expectTrueResult(): Promise<Answer> {
      const other = await startServer(database);
      let answer = await call(other.url);
      await until("the repeated call is answered", async () => {
        if (answer.status === 409) answer = await call(other.url);
        return answer.status !== 409;
      });
      const once = await call(other.url).finally(() => other.close());
      expect(answer.status, answer.text).to.equal(200);
      const counts = { select_count: IDS.length, insert_count: IDS.length, delete_count: IDS.length };
      expect(answer.body).to.include(counts);
      expect(once.text).to.equal(answer.text);
      expect(once.headers.get("Idempotency-Replayed")).to.equal("true");
      expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal(IDS);
      expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([]);
      const told = (await recordedBatches(database)).flatMap(({ leads }) => leads);
      expect(told.map(({ leadId }) => leadId)).to.deep.equal(IDS);
      return answer;
    }

    it("gets 409 while the killed instance could still be working", async () => {
      await killWaitingFor("vicidial_list_archive", "WRITE");
      await extendIdempotencyLeases(database);
      const other = await startServer(database);
      const early = await call(other.url).finally(() => other.close());
      expect(early.status).to.equal(409);
      expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([]);
    });

    it("moves the leads when repeated, if none was moved before", async () => {
      await killWaitingFor("vicidial_list_archive", "WRITE");
      await expireIdempotencyLeases(database);
      const answer = await expectTrueResult();
      expect(answer.headers.get("Idempotency-Replayed")).to.equal(null);
    });

    it("returns the true result when repeated, if the leads were inserted but not deleted", async () => {
      await killWaitingFor("vicidial_list_archive", "READ");
      await expireIdempotencyLeases(database);
      await expireBatchLeases(database);
      await expectTrueResult();
      expect(await countOpenBatches(database)).to.equal(0);
    });

    it("returns the first result when repeated, if only the response was lost", async () => {
      const dying = await startStandalone(database, file);
      const lost = call(dying.url).catch(() => undefined);
      await until("the batch is recorded", async () =>
        (await recordedBatches(database)).some(({ state, leads }) => state === "done" && leads.length > 0),
      );
      await killProcess(dying);
      await lost;
      await untilDatabaseIdle(database);
      const answer = await expectTrueResult();
      expect(answer.headers.get("Idempotency-Replayed")).to.equal("true");
      expect(await recordedBatches(database)).to.have.length(1);
    });
  });
}
