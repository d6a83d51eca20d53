import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import type { PrivateMariaDb } from "../../demo/privateMariaDb.ts";
import type { Answer } from "../support/client.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { insertLeads } from "../support/factories.ts";
import { confOf, useFiles } from "../support/files.ts";
import { runInProcess } from "../support/inProcess.ts";
import {
  countOpenBatches,
  createUserWithKey,
  expectLeadsSafe,
  expireBatchLeases,
  killProcess,
  postAll,
} from "../support/killPoints.ts";
import { chunksOf, idsFrom } from "../support/leadIds.ts";
import { clearTables, readStates, SAME_ENGINES } from "../support/leadStates.ts";
import { startOwnMariaDb } from "../support/mariadb.ts";
import { type Standalone, startStandalone } from "../support/standalone.ts";

const ROUNDS = 2;
const IDS = idsFrom(1, 2000);
/** About the duration of four requests of 500 leads. */
const LONGEST_MS = 300;
/** Every answer during an outage says that no lead is lost and what to do. */
const OUTAGE =
  /"the database cannot be reached or went away; no lead is lost, and the same request may be sent again/;

for (const { name, live: engine } of SAME_ENGINES) {
  describe(`A database server that is killed while leads are moved, on ${name}`, () => {
    const file = useFiles();
    let own: Awaited<ReturnType<typeof startOwnMariaDb>>;
    let server: PrivateMariaDb;
    let database: TestDatabase;
    let key: string;
    let plugin: Standalone;

    before(async () => {
      own = await startOwnMariaDb();
      server = own.server;
      database = await createTestDatabase({ engine, port: server.port });
      key = await createUserWithKey(database);
      plugin = await startStandalone(database, file);
    });

    after(async () => {
      await killProcess(plugin);
      // Deletes the whole folder: a crash may leave files that DROP does not know.
      await database.close();
      await server.stop();
      own.remove();
    });

    function expectClear(answer: Answer | undefined): void {
      if (answer?.status === 200) return;
      const { status, text } = answer ?? expect.fail("a call got no answer");
      expect(text).to.match(OUTAGE);
      expect(status).to.equal(500);
    }

    async function resume(): Promise<void> {
      await expireBatchLeases(database);
      const conf = file("resume.conf", confOf(database));
      const { code, stderr } = await runInProcess(["resume"], { DEARCHIVE_CONF: conf });
      expect(stderr).to.equal("");
      expect(code).to.equal(0);
      expect(await countOpenBatches(database)).to.equal(0);
    }

    it("loses no lead, and the plugin answers clearly during the outage and keeps working after it", async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        await clearTables(database);
        await insertLeads(database, "vicidial_list_archive", IDS);
        const before = await readStates(database);
        const batches = chunksOf(500, IDS);
        const calls = postAll(plugin.url, key, batches);
        await sleep(Math.random() * LONGEST_MS);
        await server.kill();
        const answers = await calls;
        answers.forEach(expectClear);

        server = await own.restart(server.port);
        const { vicidial_list_archive: archived } = await expectLeadsSafe(database, before);
        const answered = batches.filter((_, n) => answers[n]?.status === 200).flat();
        expect(answered.filter((id) => archived.has(id))).to.deep.equal([]);

        await resume();
        const rest = chunksOf(500, [...(await readStates(database)).vicidial_list_archive.keys()]);
        for (const answer of await postAll(plugin.url, key, rest)) expect(answer?.status).to.equal(200);
        const after = await expectLeadsSafe(database, before);
        expect([...after.vicidial_list.keys()]).to.deep.equal(IDS);
        expect(after.vicidial_list_archive.size).to.equal(0);
      }
    });

    it("causes the same answer to every request until it is back", async () => {
      await server.kill();
      const answers = await postAll(plugin.url, key, [[1], [2]]);
      server = await own.restart(server.port);
      for (const answer of answers) {
        expect(answer?.status).to.equal(500);
        expectClear(answer);
      }
    });
  });
}
