import { expect } from "chai";
import { ARCHIVE, DEARCHIVE } from "../../server/leads/direction.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { insertLeads } from "../support/factories.ts";
import { clearTables, expectUnchanged, readStates } from "../support/leadStates.ts";
import { faultOf, orderFor, startMover, type TestMover } from "../support/mover.ts";

const LIVE = "vicidial_list";
const ARCHIVED = "vicidial_list_archive";

for (const engine of ["myisam", "innodb"] as const) {
  describe(`A column that is of another kind in the other table, with ${engine}`, () => {
    let database: TestDatabase;
    let mover: TestMover;

    before(async () => {
      database = await createTestDatabase({ engine });
      mover = startMover(database);
    });

    after(async () => {
      await mover.close();
      await database.drop();
    });

    beforeEach(() => clearTables(database));

    afterEach(async () => {
      for (const table of [LIVE, ARCHIVED]) await database.sql(`ALTER TABLE ${table} DROP COLUMN extra`);
    });

    /** Lead 1 in the archive, and perhaps its twin: equal but for the column, which is of a kind in each table. */
    async function put(kinds: { archived: string; live: string }, archived: string, live?: string) {
      await database.sql(`ALTER TABLE ${ARCHIVED} ADD COLUMN extra ${kinds.archived}`);
      await database.sql(`ALTER TABLE ${LIVE} ADD COLUMN extra ${kinds.live}`);
      await insertLeads(database, ARCHIVED, [1]);
      await database.sql(`UPDATE ${ARCHIVED} SET extra = ${archived}, modify_date = modify_date`);
      if (live === undefined) return;
      await insertLeads(database, LIVE, [1]);
      await database.sql(`UPDATE ${LIVE} SET extra = ${live}, modify_date = modify_date`);
    }

    async function expectRefused(): Promise<void> {
      const before = await readStates(database);
      for (const direction of [DEARCHIVE, ARCHIVE]) {
        if (direction === ARCHIVE) await insertLeads(database, LIVE, [2]);
        const fault = await faultOf(mover.move(orderFor(direction, [direction === ARCHIVE ? 2 : 1])));
        expect(fault.code).to.equal("schema_drift");
        expect("detail" in fault && fault.detail).to.contain('"extra"');
      }
      await database.sql(`DELETE FROM ${LIVE} WHERE lead_id = 2`);
      expectUnchanged(before, await readStates(database));
    }

    for (const other of ["DATETIME", "DATE", "VARCHAR(20)"]) {
      it(`is refused where a TIMESTAMP meets a ${other}: the one means an instant, the other local time`, async () => {
        await put({ archived: other, live: "TIMESTAMP NULL" }, "'2024-07-01 12:00:00'");
        await expectRefused();
      });
    }
  });
}
