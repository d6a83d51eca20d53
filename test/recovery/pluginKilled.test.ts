import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { startServer } from "../support/client.ts";
import { killSessions } from "../support/connectionKiller.ts";
import type { TestDatabase } from "../support/database.ts";
import { insertLeads } from "../support/factories.ts";
import { confOf, useFiles } from "../support/files.ts";
import { runInProcess } from "../support/inProcess.ts";
import {
  countOpenBatches,
  createUserWithKey,
  expectHistoryMatchesTables,
  expectLeadsSafe,
  expireBatchLeases,
  killProcess,
  postAll,
  untilDatabaseIdle,
} from "../support/killPoints.ts";
import { chunksOf, idsFrom } from "../support/leadIds.ts";
import { clearTables, createPairedDatabase, ENGINE_PAIRS, readStates } from "../support/leadStates.ts";
import { startStandalone } from "../support/standalone.ts";
import { holdTable, until, untilLockWait } from "../support/waiting.ts";

const ROUNDS = 2;
const LEADS = 2000;
/** About the duration of four requests of 500 leads to a new plugin. */
const LONGEST_MS = 600;

for (const pair of ENGINE_PAIRS) {
  const isTransactional = pair.live === "innodb" && pair.archive === "innodb";

  describe(`A plugin that is killed while it moves leads, on ${pair.name}`, () => {
    const file = useFiles();
    let database: TestDatabase;
    let key: string;

    before(async () => {
      database = await createPairedDatabase(pair);
      key = await createUserWithKey(database);
    });

    after(() => database.drop());

    /** Empties all tables and inserts new leads into the archive. */
    async function archiveNewLeads(count: number): Promise<readonly number[]> {
      const ids = idsFrom(1, count);
      await clearTables(database);
      await insertLeads(database, "vicidial_list_archive", ids);
      return ids;
    }

    async function resumeByHand(): Promise<void> {
      const conf = file("resume.conf", confOf(database));
      const { code, stderr } = await runInProcess(["resume"], { DEARCHIVE_CONF: conf });
      expect(stderr).to.equal("");
      expect(code).to.equal(0);
    }

    async function resumeByPlugin(): Promise<void> {
      const plugin = await startServer(database);
      await until(
        "the new plugin has finished every batch",
        async () => (await countOpenBatches(database)) === 0,
      ).finally(() => plugin.close());
    }

    async function finishWith(resume: () => Promise<void>): Promise<void> {
      const before = await readStates(database);
      await expireBatchLeases(database);
      await resume();
      await untilDatabaseIdle(database);
      await expectLeadsSafe(database, before);
      expect(await countOpenBatches(database)).to.equal(0);
      await expectHistoryMatchesTables(database);
    }

    it("loses and alters no lead at any moment, and its open batches are finished later", async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const batches = chunksOf(500, await archiveNewLeads(LEADS));
        const before = await readStates(database);
        const plugin = await startStandalone(database, file);
        const calls = postAll(plugin.url, key, batches);
        await sleep(Math.random() * LONGEST_MS);
        await killProcess(plugin);
        const answers = await calls;
        await untilDatabaseIdle(database);

        const { vicidial_list_archive: archived } = await expectLeadsSafe(database, before);
        const answered = batches.filter((_, n) => answers[n]?.status === 200).flat();
        expect(answered.filter((id) => archived.has(id))).to.deep.equal([]);
        if (isTransactional) expect(await countOpenBatches(database)).to.equal(0);
        await finishWith(round % 2 === 0 ? resumeByHand : resumeByPlugin);
      }
    });

    if (isTransactional) return;

    /** Kills the plugin while its statement waits for a table that other sessions can still read. */
    async function killAtWriteTo(
      table: "vicidial_list" | "vicidial_list_archive",
    ): Promise<readonly number[]> {
      const ids = await archiveNewLeads(500);
      const plugin = await startStandalone(database, file, { DEARCHIVE_LOCK_WAIT: "30" });
      const lock = await holdTable(database, table, "READ");
      try {
        const calls = postAll(plugin.url, key, [ids]);
        await untilLockWait(database);
        await killProcess(plugin);
        // The pending statement is never executed, because its connection is gone too.
        await killSessions(database);
        await untilDatabaseIdle(database);
        await calls;
      } finally {
        await lock.release();
      }
      expect(await countOpenBatches(database)).to.equal(1);
      return ids;
    }

    it("leaves leads in the archive that were not inserted yet, and `resume` restores them", async () => {
      const ids = await killAtWriteTo("vicidial_list");
      const { vicidial_list: live, vicidial_list_archive: archived } = await readStates(database);
      expect(ids.filter((id) => live.has(id))).to.deep.equal([]);
      expect(ids.filter((id) => archived.has(id))).to.deep.equal(ids);
      await finishWith(resumeByHand);
    });

    it("leaves leads in both tables that were not deleted yet, and a new plugin finishes their batch", async () => {
      const ids = await killAtWriteTo("vicidial_list_archive");
      const { vicidial_list: live, vicidial_list_archive: archived } = await readStates(database);
      expect(ids.filter((id) => live.has(id))).to.deep.equal(ids);
      expect(ids.filter((id) => archived.has(id))).to.deep.equal(ids);
      await finishWith(resumeByPlugin);
    });
  });
}
