import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { createRunStore } from "../../server/runs/store/runStore.ts";
import { startServer, type TestServer } from "../support/client.ts";
import type { TestDatabase } from "../support/database.ts";
import { createUser, insertLeads } from "../support/factories.ts";
import { useFiles } from "../support/files.ts";
import { expectLeadsSafe, expireBatchLeases, killProcess, untilDatabaseIdle } from "../support/killPoints.ts";
import { idsFrom } from "../support/leadIds.ts";
import { clearTables, createPairedDatabase, readStates, SAME_ENGINES } from "../support/leadStates.ts";
import { createRun, leadResultsOf, NO_OPTIONS, readRun, untilRun } from "../support/runs.ts";
import { type Standalone, startStandalone } from "../support/standalone.ts";
import { until } from "../support/waiting.ts";

const LEADS = 3000;
const ROUNDS = 2;
/** In ms. About the duration of a run with this many leads, so that the kill can hit any moment. */
const LONGEST_MS = 1500;

for (const pair of SAME_ENGINES) {
  describe(`A run whose instance crashes, on ${pair.name}`, () => {
    const file = useFiles();
    let database: TestDatabase;
    const plugins = new Set<Standalone>();
    let second: TestServer | undefined;

    before(async () => {
      database = await createPairedDatabase(pair);
      await createUser(database, "boss");
    });

    beforeEach(() => clearTables(database));

    afterEach(async () => {
      await Promise.all([...plugins].map(killProcess));
      plugins.clear();
      await stopSecond();
    });

    after(() => database.drop());

    async function start(): Promise<Standalone> {
      const plugin = await startStandalone(database, file);
      plugins.add(plugin);
      return plugin;
    }

    /** Starts an instance that does not crash, in this process. */
    async function startSecond(): Promise<void> {
      second = await startServer(database);
    }

    async function stopSecond(): Promise<void> {
      await second?.close();
      second = undefined;
    }

    async function kill(plugin: Standalone): Promise<void> {
      plugins.delete(plugin);
      await killProcess(plugin);
      await untilDatabaseIdle(database);
    }

    /** Expires the leases of runs and batches, as 30 s without a renewal would. */
    async function endAllLeases(): Promise<void> {
      await expireBatchLeases(database);
      await database.sql(
        "UPDATE dearchive_runs SET lease_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE lease_owner IS NOT NULL",
      );
    }

    async function archived(count = LEADS): Promise<readonly number[]> {
      const ids = idsFrom(1, count);
      await insertLeads(database, "vicidial_list_archive", ids);
      return ids;
    }

    /** Creates a run that no instance works on yet. */
    async function readyRun(ids: readonly number[]): Promise<number> {
      const id = await createRun(database, ids);
      await untilRun(database, id, "ready");
      return id;
    }

    /** Asserts that each lead was moved by one batch, is reported once, and exists only in the live table. */
    async function expectAllMovedOnce(id: number, ids: readonly number[]): Promise<void> {
      const results = await leadResultsOf(database, id);
      expect(results.map(({ leadId }) => leadId).sort((one, other) => one - other)).to.deep.equal(ids);
      expect(new Set(results.map(({ outcome }) => outcome))).to.deep.equal(new Set(["moved"]));
      const moved = await database.sql<{ leads: number; distinct_leads: number }>(
        `SELECT COUNT(*) AS leads, COUNT(DISTINCT lead_id) AS distinct_leads FROM dearchive_batch_leads
         JOIN dearchive_run_batches USING (batch_id) WHERE run_id = ? AND outcome = 'moved'`,
        [id],
      );
      expect(moved).to.deep.equal([{ leads: ids.length, distinct_leads: ids.length }]);
      expect((await readRun(database, id)).counts).to.deep.equal({ moved: ids.length });
      const { vicidial_list: live, vicidial_list_archive: archive } = await readStates(database);
      expect([[...live.keys()], [...archive.keys()]]).to.deep.equal([ids, []]);
    }

    it("is finished by another instance, with each lead moved exactly once, at any moment of the crash", async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        await clearTables(database);
        const ids = await archived();
        const before = await readStates(database);
        const first = await start();
        const id = await readyRun(ids);
        await createRunStore(database.root, EVERY_CUSTOMER).start(id, NO_OPTIONS);
        await until("it has begun", async () => (await readRun(database, id)).isWorkedOn);
        await sleep(Math.random() * LONGEST_MS);
        await kill(first);
        await expectLeadsSafe(database, before);
        await endAllLeases();
        await startSecond();
        await untilRun(database, id, "done");
        await stopSecond();
        await expectLeadsSafe(database, before);
        await expectAllMovedOnce(id, ids);
      }
    });

    it("is handled by one instance at a time, and continues within seconds on another after a graceful shutdown", async () => {
      const ids = await archived(600);
      const first = await start();
      await startSecond();
      const id = await readyRun(ids);
      await createRunStore(database.root, EVERY_CUSTOMER).start(id, { ...NO_OPTIONS, rate: 50 });
      await until("it has begun", async () => (await leadResultsOf(database, id)).length > 0);
      first.process.kill("SIGTERM");
      plugins.delete(first);
      await first.ended;
      const batches = () => database.root("dearchive_run_batches").where({ run_id: id });
      const sofar = (await batches()).length;
      await until("the other one goes on", async () => (await batches()).length > sofar);
      await createRunStore(database.root, EVERY_CUSTOMER).setRate(id, null);
      await untilRun(database, id, "done");
      await stopSecond();
      await expectAllMovedOnce(id, ids);
    });

    it("is checked by another instance when the first one crashes during the check", async () => {
      const ids = await archived();
      const first = await start();
      const id = await createRun(database, ids);
      await until("it has begun", async () => (await readRun(database, id)).checkedChunks > 0);
      await kill(first);
      await endAllLeases();
      await startSecond();
      const { tally } = await untilRun(database, id, "ready");
      expect(tally.combinations).to.deep.equal({ list_gone: LEADS });
    });
  });
}
