import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { ARCHIVE, DEARCHIVE } from "../../../server/leads/tables/direction.ts";
import type { TestDatabase } from "../../support/database.ts";
import { insertLead, insertLeads } from "../../support/factories.ts";
import { recordedBatches } from "../../support/history.ts";
import { createPairedDatabase, ENGINE_PAIRS, expectUnchanged, readStates } from "../../support/leadStates.ts";
import { startOwnMariaDb } from "../../support/mariadb.ts";
import { faultOf, orderFor, withMover } from "../../support/mover.ts";

/** Ways in which a live table refuses lead 3, the last of three. */
const REFUSALS = [
  {
    title: "a column that is narrower there",
    alter: "ALTER TABLE vicidial_list MODIFY last_name VARCHAR(5)",
    lead: { last_name: "Smithson" },
  },
  {
    title: "a number that is out of range there",
    alter: "ALTER TABLE vicidial_list MODIFY called_count TINYINT UNSIGNED",
    lead: { called_count: 300 },
  },
  {
    title: "a character that its charset lacks",
    alter: "ALTER TABLE vicidial_list MODIFY first_name VARCHAR(30) CHARACTER SET latin1",
    lead: { first_name: "Ж" },
  },
  {
    title: "NULL in a NOT NULL column",
    alter: "ALTER TABLE vicidial_list MODIFY city VARCHAR(50) NOT NULL",
    lead: { city: null },
  },
  {
    title: "an ENUM value that it does not list",
    alter: "ALTER TABLE vicidial_list MODIFY gender ENUM('M','F')",
    lead: { gender: "U" },
  },
  {
    title: "a phone number that must be unique there",
    alter: "ALTER TABLE vicidial_list ADD UNIQUE INDEX one_phone (phone_number)",
    lead: { phone_number: "5550000001" },
  },
  {
    title: "a custom trigger",
    alter: `CREATE TRIGGER no_bobs BEFORE INSERT ON vicidial_list FOR EACH ROW
      IF NEW.first_name = 'Bob' THEN SIGNAL SQLSTATE '45000'; END IF`,
    lead: { first_name: "Bob" },
  },
] as const;

describe("A lead that the target table refuses", () => {
  for (const pair of ENGINE_PAIRS) {
    for (const { title, alter, lead } of REFUSALS) {
      it(`keeps the whole batch in the source table, with ${pair.name}: ${title}`, async () => {
        const database = await createPairedDatabase(pair);
        try {
          await insertLeads(database, "vicidial_list_archive", [1, 2]);
          await database.sql("UPDATE vicidial_list_archive SET city = 'Here', gender = 'F'");
          await insertLead(database, "vicidial_list_archive", 3, { city: "Here", ...lead });
          await database.sql(alter);
          const before = await readStates(database);
          const fault = await withMover(database, ({ move }) =>
            faultOf(move(orderFor(DEARCHIVE, [1, 2, 3]))),
          );
          expect(fault.code).to.equal("row_refused");
          expectUnchanged(before, await readStates(database));
          const states = (await recordedBatches(database)).map(({ state }) => state);
          expect(states).to.not.include("open");
        } finally {
          await database.drop();
        }
      });
    }
  }
});

describe("A read-only server", () => {
  let own: Awaited<ReturnType<typeof startOwnMariaDb>>;

  before(async () => {
    own = await startOwnMariaDb();
  });

  after(async () => {
    await own.server.stop();
    own.remove();
  });

  async function asReadOnly(database: TestDatabase, work: () => Promise<void>): Promise<void> {
    await database.sql("SET GLOBAL read_only = 1");
    try {
      await work();
    } finally {
      await database.sql("SET GLOBAL read_only = 0");
    }
  }

  for (const pair of ENGINE_PAIRS) {
    it(`makes the move fail without changes, with ${pair.name}`, async () => {
      const database = await createPairedDatabase(pair, { port: own.server.port });
      await insertLeads(database, "vicidial_list", [1, 2]);
      const before = await readStates(database);
      await withMover(database, async ({ move }) => {
        await asReadOnly(database, async () => {
          expect(await faultOf(move(orderFor(ARCHIVE, [1, 2])))).to.deep.equal({
            code: "tables_unusable",
            detail: "the database server is read-only",
          });
        });
        expectUnchanged(before, await readStates(database));
        expect(await recordedBatches(database)).to.deep.equal([]);
        expect((await move(orderFor(ARCHIVE, [1, 2]))).deleteCount).to.equal(2);
      });
      await database.drop();
    });
  }
});

describe("A lead table whose index is damaged", () => {
  async function damage(database: TestDatabase): Promise<void> {
    await database.sql("FLUSH TABLES vicidial_list");
    const [place] = await database.sql<{ folder: string }>("SELECT @@datadir AS folder");
    const file = openSync(join(place?.folder ?? "", database.name, "vicidial_list.MYI"), "r+");
    writeSync(file, Buffer.alloc(16_384, 0xa5), 0, 16_384, 1024);
    closeSync(file);
  }

  it("is reported with the repair statement, and accepts leads again once repaired", async () => {
    const database = await createPairedDatabase({ name: "MyISAM", live: "myisam", archive: "myisam" });
    await insertLeads(database, "vicidial_list", [1, 2, 3]);
    await insertLeads(database, "vicidial_list_archive", [4, 5]);
    await damage(database);
    await withMover(database, async ({ move, resumeAbandoned }) => {
      expect(await faultOf(move(orderFor(DEARCHIVE, [4, 5])))).to.deep.equal({
        code: "tables_unusable",
        detail: "a lead table or its index is damaged: run CHECK TABLE and REPAIR TABLE",
      });
      await database.sql("REPAIR TABLE vicidial_list USE_FRM");
      expect([...(await readStates(database)).vicidial_list.keys()]).to.include.members([1, 2, 3]);
      await resumeAbandoned();
      expect((await move(orderFor(DEARCHIVE, [4, 5]))).deleteCount).to.equal(2);
    });
    await database.drop();
  });
});
