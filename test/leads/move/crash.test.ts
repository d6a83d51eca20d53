import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import type { PrivateMariaDb } from "../../../demo/privateMariaDb.ts";
import { DearchiveError } from "../../../server/errors.ts";
import { DEARCHIVE } from "../../../server/leads/tables/direction.ts";
import type { TestDatabase } from "../../support/database.ts";
import { insertLeads } from "../../support/factories.ts";
import {
  clearTables,
  createPairedDatabase,
  ENGINE_PAIRS,
  expectNothingAltered,
  expectNothingLost,
  readStates,
} from "../../support/leadStates.ts";
import { startOwnMariaDb } from "../../support/mariadb.ts";
import { orderFor, startMover } from "../../support/mover.ts";

const LEADS = Array.from({ length: 1600 }, (_, n) => n + 1);
const BATCH = 400;
const ROUNDS = 2;

/** Repairs tables as an administrator does after a crash, which may interrupt the writing of a MyISAM index. */
async function mend(database: TestDatabase): Promise<void> {
  for (const table of ["vicidial_list", "vicidial_list_archive"]) {
    const findings = await database.sql<{ Msg_text: string }>(`CHECK TABLE ${table}`);
    if (findings.at(-1)?.Msg_text !== "OK") await database.sql(`REPAIR TABLE ${table}`);
  }
}

describe("A database server that is killed (SIGKILL) in the middle of moves", () => {
  let own: Awaited<ReturnType<typeof startOwnMariaDb>>;
  let server: PrivateMariaDb;

  before(async () => {
    // Call centers usually let the server repair MyISAM tables on first use after a crash.
    own = await startOwnMariaDb(["--myisam-recover-options=BACKUP,QUICK"]);
    server = own.server;
  });

  after(async () => {
    await server.stop();
    own.remove();
  });

  async function moveUntilDeath(database: TestDatabase): Promise<void> {
    const mover = startMover(database);
    const calls = Array.from({ length: LEADS.length / BATCH }, (_, n) =>
      mover.move(orderFor(DEARCHIVE, LEADS.slice(n * BATCH, (n + 1) * BATCH))),
    );
    const told = Promise.allSettled(calls);
    await Promise.race(calls);
    await sleep(Math.random() * 60);
    await server.kill();
    const settled = await told;
    await mover.close();
    server = await own.restart(server.port);
    for (const one of settled)
      if (one.status === "rejected") expect(one.reason).to.be.instanceOf(DearchiveError);
  }

  for (const pair of ENGINE_PAIRS) {
    it(`loses no lead, with ${pair.name}`, async () => {
      const database = await createPairedDatabase(pair, { port: server.port });
      for (let round = 0; round < ROUNDS; round += 1) {
        await clearTables(database);
        await insertLeads(database, "vicidial_list_archive", LEADS);
        const before = await readStates(database);
        await moveUntilDeath(database);
        await mend(database);

        const afterwards = await readStates(database);
        expectNothingLost(before, afterwards);
        expectNothingAltered(before, afterwards);
        if (pair.live === "innodb" && pair.archive === "innodb")
          expect(afterwards.vicidial_list.size + afterwards.vicidial_list_archive.size).to.equal(
            LEADS.length,
          );

        const mover = startMover(database);
        const left = [...afterwards.vicidial_list_archive.keys()];
        if (left.length > 0) await mover.move(orderFor(DEARCHIVE, left)).finally(() => mover.close());
        const done = await readStates(database);
        expect(done.vicidial_list).to.deep.equal(before.vicidial_list_archive);
        expect(done.vicidial_list_archive.size).to.equal(0);
      }
      await database.drop();
    });
  }
});
