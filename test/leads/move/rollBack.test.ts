import { expect } from "chai";
import {
  type DeadInstance,
  onlyArchived,
  readBatch,
  setLease,
  startDeadInstance,
} from "../../support/batches.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { insertLead, insertLeads } from "../../support/factories.ts";
import { clearTables, readStates } from "../../support/leadStates.ts";
import { startMover, type TestMover } from "../../support/mover.ts";

describe("Leads that a refused batch had inserted", () => {
  let database: TestDatabase;
  let dead: DeadInstance;
  let mover: TestMover;

  before(async () => {
    database = await createTestDatabase();
    dead = startDeadInstance(database);
    mover = startMover(database);
    await database.sql("ALTER TABLE vicidial_list MODIFY last_name VARCHAR(5)");
  });

  after(async () => {
    await dead.close();
    await mover.close();
    await database.drop();
  });

  beforeEach(async () => {
    await clearTables(database);
    await insertLeads(database, "vicidial_list_archive", [1]);
    await insertLead(database, "vicidial_list_archive", 2, { last_name: "Longer" });
    await insertLeads(database, "vicidial_list", [1]);
  });

  async function expectRefused(): Promise<void> {
    const batchId = await dead.open(onlyArchived([1, 2]));
    await setLease(database, batchId, -1);
    await mover.resumeAbandoned();
    expect(await readBatch(database, batchId)).to.include({ state: "failed", error_code: "row_refused" });
    expect([...(await readStates(database)).vicidial_list_archive.keys()]).to.deep.equal([1, 2]);
  }

  const liveIds = async () => [...(await readStates(database)).vicidial_list.keys()];

  for (const { title, definition, value, stays } of [
    {
      title: "are removed again",
      definition: "VARCHAR(5) NOT NULL DEFAULT 'new'",
      value: undefined,
      stays: false,
    },
    {
      title: "stay if a column that only the target has was filled since",
      definition: "VARCHAR(5) NOT NULL DEFAULT 'new'",
      value: "vip",
      stays: true,
    },
    {
      title: "stay if a column that only the target has may have been filled since",
      definition: "DATETIME DEFAULT CURRENT_TIMESTAMP",
      value: undefined,
      stays: true,
    },
    {
      title: "are removed again if a column that only the target has is computed",
      definition: "INT AS (lead_id + 1) VIRTUAL",
      value: undefined,
      stays: false,
    },
  ]) {
    it(title, async () => {
      await database.sql(`ALTER TABLE vicidial_list ADD COLUMN tier ${definition}`);
      try {
        if (value)
          await database.sql("UPDATE vicidial_list SET tier = ?, modify_date = modify_date", [value]);
        await expectRefused();
        expect(await liveIds()).to.deep.equal(stays ? [1] : []);
      } finally {
        await database.sql("ALTER TABLE vicidial_list DROP COLUMN tier");
      }
    });
  }
});
