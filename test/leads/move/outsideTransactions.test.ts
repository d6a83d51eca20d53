import { expect } from "chai";
import { createCallbacks } from "../../../server/leads/move/callbacks.ts";
import { ARCHIVE, DEARCHIVE } from "../../../server/leads/tables/direction.ts";
import { CALLBACK_TABLES, callbackIds, putCallback, readCallbacks } from "../../support/callbacks.ts";
import { connectTo, type TestDatabase } from "../../support/database.ts";
import { insertLeads, leadIdsIn } from "../../support/factories.ts";
import { idsFrom } from "../../support/leadIds.ts";
import { createPairedDatabase, MIXED_ENGINES, SAME_ENGINES } from "../../support/leadStates.ts";
import { orderFor, withMover } from "../../support/mover.ts";
import { until } from "../../support/waiting.ts";

const [MYISAM] = SAME_ENGINES.filter(({ live }) => live === "myisam");
const TABLES = ["vicidial_list", "vicidial_list_archive"] as const;

/** Refuses changes of a table in a transaction, like MySQL with enforce_gtid_consistency. */
async function forbidInTransactions(database: TestDatabase, table: string): Promise<void> {
  for (const event of ["INSERT", "UPDATE", "DELETE"])
    await database.sql(
      `CREATE TRIGGER ${table}_${event} BEFORE ${event} ON ${table} FOR EACH ROW
       IF @@in_transaction THEN SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1785; END IF`,
    );
}

/** More leads than one statement handles. */
const IDS = idsFrom(1, 600);

for (const pair of [...(MYISAM ? [MYISAM] : []), ...MIXED_ENGINES]) {
  describe(`A server that allows changes to non-transactional tables only outside transactions, with ${pair.name}`, () => {
    let database: TestDatabase;

    beforeEach(async () => {
      database = await createPairedDatabase(pair);
      await insertLeads(database, "vicidial_list_archive", IDS);
      for (const [n, engine] of [pair.live, pair.archive].entries())
        if (engine === "myisam") await forbidInTransactions(database, TABLES[n] ?? "");
    });

    afterEach(() => database.drop());

    it("moves leads in both directions, and records each batch once with its leads", async () => {
      const table = pair.live === "myisam" ? "vicidial_list" : "vicidial_list_archive";
      const inside = database.root.transaction((trx) => trx(table).insert({ lead_id: 9999 }));
      expect(await inside.catch((error: { errno?: number }) => error.errno)).to.equal(1785);
      await withMover(database, async (mover) => {
        expect((await mover.move(orderFor(DEARCHIVE, IDS))).deleteCount).to.equal(IDS.length);
        expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal(IDS);
        expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([]);
        expect((await mover.move(orderFor(ARCHIVE, IDS))).deleteCount).to.equal(IDS.length);
        expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([]);
        expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal(IDS);
      });
      const batches = await database.sql<{ state: string; n: number }>(
        "SELECT b.state AS state, COUNT(*) AS n FROM dearchive_batches AS b JOIN dearchive_batch_leads AS l ON l.batch_id = b.id GROUP BY b.id",
      );
      expect(batches).to.deep.equal([
        { state: "done", n: IDS.length },
        { state: "done", n: IDS.length },
      ]);
    });

    it("does not alter a lead table while a batch is running", async () => {
      const alterations: Promise<unknown>[] = [];
      const alter = async (): Promise<void> => {
        if (alterations.length > 0) return;
        alterations.push(database.sql("ALTER TABLE vicidial_list ADD COLUMN extra INT"));
        await until("the ALTER waits for the batch", async () => {
          const waiting = await database.sql(
            "SELECT 1 FROM information_schema.processlist WHERE db = ? AND state LIKE 'Waiting for table metadata%'",
            [database.name],
          );
          return waiting.length > 0;
        });
      };
      await withMover(database, (mover) => mover.move(orderFor(DEARCHIVE, IDS.slice(0, 5))), {
        onClosing: alter,
      });
      await Promise.all(alterations);
      expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal(IDS.slice(0, 5));
    });
  });
}

describe("Callbacks on a server that allows changes to non-transactional tables only outside transactions", () => {
  it("are restored with their lead", async () => {
    const database = await createPairedDatabase({ name: "MyISAM", live: "myisam", archive: "myisam" });
    const db = connectTo(database);
    try {
      await putCallback(database, "vicidial_callbacks_archive", 7, 1);
      for (const table of CALLBACK_TABLES) await forbidInTransactions(database, table);
      expect(await createCallbacks(db, database.name).restore([1])).to.equal(1);
      expect(callbackIds(await readCallbacks(database))).to.deep.equal({ live: [7], archived: [] });
    } finally {
      await db.destroy();
      await database.drop();
    }
  });
});
