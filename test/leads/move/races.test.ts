import { expect } from "chai";
import { ARCHIVE, DEARCHIVE } from "../../../server/leads/tables/direction.ts";
import type { TestDatabase } from "../../support/database.ts";
import { insertLead, insertLeads } from "../../support/factories.ts";
import {
  clearTables,
  createPairedDatabase,
  type EnginePair,
  expectNothingLost,
  MIXED_ENGINES,
  readStates,
} from "../../support/leadStates.ts";
import { orderFor, withMover } from "../../support/mover.ts";

/** Excludes InnoDB on both sides, because it locks the leads at these moments. */
const PAIRS: readonly EnginePair[] = [
  { name: "MyISAM", live: "myisam", archive: "myisam" },
  ...MIXED_ENGINES,
];

describe("A lead that another session changes between the check and the move", () => {
  for (const pair of PAIRS) {
    describe(`with ${pair.name}`, () => {
      let database: TestDatabase;

      before(async () => {
        database = await createPairedDatabase(pair);
      });
      after(() => database.drop());
      beforeEach(() => clearTables(database));

      it("is kept in both tables if the session inserts it into the target", async () => {
        await insertLeads(database, "vicidial_list_archive", [1, 2, 3]);
        const before = await readStates(database);
        const result = await withMover(database, ({ move }) => move(orderFor(DEARCHIVE, [1, 2, 3])), {
          onOpened: () => insertLead(database, "vicidial_list", 2, { first_name: "Other" }),
        });
        const after = await readStates(database);
        expectNothingLost(before, after);
        const [live] = await database.sql("SELECT first_name AS name FROM vicidial_list WHERE lead_id = 2");
        expect(live).to.deep.equal({ name: "Other" });
        expect([...after.vicidial_list_archive.keys()]).to.deep.equal([2]);
        expect(result.leads.find(({ leadId }) => leadId === 2)?.outcome).to.equal("kept_differs");
      });

      it("keeps that change while it is being archived", async () => {
        await insertLeads(database, "vicidial_list", [1, 2, 3]);
        await withMover(database, ({ move }) => move(orderFor(ARCHIVE, [1, 2, 3])), {
          onOpened: async () => {
            await database.sql("UPDATE vicidial_list SET comments = 'called back' WHERE lead_id = 2");
          },
        });
        const { vicidial_list: live, vicidial_list_archive: archived } = await readStates(database);
        const data = live.get(2) ?? archived.get(2);
        expect(data).to.contain(`comments=${Buffer.from("called back").toString("hex")};`);
        expect(live.has(1) || live.has(3)).to.equal(false);
      });

      it("is not deleted from the live table if its archived copy changes", async () => {
        await insertLeads(database, "vicidial_list", [1, 2]);
        await insertLeads(database, "vicidial_list_archive", [1, 2]);
        const before = await readStates(database);
        const result = await withMover(database, ({ move }) => move(orderFor(ARCHIVE, [1, 2])), {
          onOpened: async () => {
            await database.sql("UPDATE vicidial_list_archive SET last_name = 'SMITH' WHERE lead_id = 2");
          },
        });
        const after = await readStates(database);
        expect([...after.vicidial_list]).to.deep.equal([...before.vicidial_list].slice(1));
        expect(result.leads.map(({ outcome }) => outcome)).to.deep.equal(["deleted", "kept_differs"]);
      });

      it("causes no error if it is deleted from the source", async () => {
        await insertLeads(database, "vicidial_list_archive", [1, 2]);
        await withMover(database, ({ move }) => move(orderFor(DEARCHIVE, [1, 2])), {
          onOpened: async () => {
            await database.sql("DELETE FROM vicidial_list_archive WHERE lead_id = 2");
          },
        });
        const after = await readStates(database);
        expect([...after.vicidial_list.keys()]).to.deep.equal([1]);
        expect(after.vicidial_list_archive.size).to.equal(0);
      });
    });
  }
});
