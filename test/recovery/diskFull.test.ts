import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { DEARCHIVE, fullMove } from "../support/apiSetup.ts";
import { post, startServer, type TestServer } from "../support/client.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { insertLeads } from "../support/factories.ts";
import { createUserWithKey, expectLeadsSafe } from "../support/killPoints.ts";
import { chunksOf, idsFrom } from "../support/leadIds.ts";
import { readStates, SAME_ENGINES } from "../support/leadStates.ts";
import { startOwnMariaDb } from "../support/mariadb.ts";
import { mountSmallDisk, type SmallDisk } from "../support/smallDisk.ts";

/** Space for the server's own files and little more. */
const DISK_MEGABYTES = 260;
/** Space for one or two batches. */
const FREE_BYTES = 200_000;
/** Time until space is freed, for which MariaDB waits. */
const CLEARED_AFTER_MS = 5_000;
const IDS = idsFrom(1, 3000);

for (const { name, live: engine } of SAME_ENGINES) {
  describe(`A disk that fills up while leads are moved, on ${name}`, function () {
    this.timeout(300_000);
    let disk: SmallDisk | undefined;
    let own: Awaited<ReturnType<typeof startOwnMariaDb>>;
    let database: TestDatabase;
    let server: TestServer;

    before(async function () {
      disk = mountSmallDisk(DISK_MEGABYTES);
      // Without root or mount rights, the test has no disk of its own to fill.
      if (!disk) return this.skip();
      own = await startOwnMariaDb([], disk.path);
      database = await createTestDatabase({ engine, port: own.server.port });
      server = await startServer(database);
    });

    after(async () => {
      if (!disk) return;
      await server.close();
      await database.drop();
      await own.server.stop();
      disk.unmount();
    });

    it("causes a clear answer to every request, and no lead is lost or altered", async () => {
      const key = await createUserWithKey(database);
      await insertLeads(database, "vicidial_list_archive", IDS);
      const before = await readStates(database);
      disk?.fillUpTo(FREE_BYTES);
      const cleared = sleep(CLEARED_AFTER_MS).then(() => disk?.clear());
      for (const ids of chunksOf(500, IDS)) {
        const answer = await post(server.url + DEARCHIVE, key, fullMove(ids));
        expect(answer.status, answer.text).to.be.oneOf([200, 500]);
        expect(answer.body).to.have.property("message").that.is.a("string");
      }
      await cleared;
      for (const table of ["vicidial_list", "vicidial_list_archive"])
        await database.sql(`CHECK TABLE ${table}`);
      await expectLeadsSafe(database, before);
    });
  });
}
