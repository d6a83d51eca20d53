import { expect } from "chai";
import { fullMove, useApiSetup } from "./support/apiSetup.ts";
import { insertLeads, leadIdsIn } from "./support/factories.ts";
import { holdTable, until, untilLockWait } from "./support/waiting.ts";

describe("Closing the plugin", () => {
  const setup = useApiSetup({ config: { lockWaitSeconds: 15 } });

  it("waits for running moves, then closes all database connections", async () => {
    const { database, server, dearchive } = setup();
    await insertLeads(database, "vicidial_list_archive", [1, 2]);
    const lock = await holdTable(database, "vicidial_list");
    const running = dearchive(fullMove([1, 2]));
    await untilLockWait(database);

    const closed = server.plugin.close();
    await lock.release();
    const answer = await running;
    await closed;

    expect(answer.status, answer.text).to.equal(200);
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([1, 2]);
    expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([]);
    await until("its connections are gone", async () => {
      const rows = await database.sql(
        "SELECT id FROM information_schema.processlist WHERE db = ? AND user = 'cron'",
        [database.name],
      );
      return rows.length === 0;
    });
  });
});
