import { expect } from "chai";
import {
  type DeadInstance,
  onlyArchived,
  readBatch,
  setLease,
  startDeadInstance,
} from "../support/batches.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { insertLead, insertLeads, leadIdsIn } from "../support/factories.ts";
import { confOf, useFiles } from "../support/files.ts";
import { runInProcess } from "../support/inProcess.ts";
import { idsFrom } from "../support/leadIds.ts";
import { clearTables, readStates } from "../support/leadStates.ts";

describe("vicidial-dearchive resume", () => {
  const file = useFiles();
  let database: TestDatabase;
  let dead: DeadInstance;

  before(async () => {
    database = await createTestDatabase();
    dead = startDeadInstance(database);
  });

  after(async () => {
    await dead.close();
    await database.drop();
  });

  beforeEach(() => clearTables(database));

  async function abandon(ids: readonly number[]): Promise<number> {
    const batchId = await dead.open(onlyArchived(ids));
    await setLease(database, batchId, -1);
    return batchId;
  }

  function resume(...words: string[]) {
    return runInProcess(["resume", ...words], { DEARCHIVE_CONF: file("conf", confOf(database)) });
  }

  it("reports when there is nothing to resume", async () => {
    const { code, stdout } = await resume();
    expect(stdout).to.equal("There are no open batches of stopped instances.\n");
    expect(code).to.equal(0);
  });

  it("keeps both copies of a lead that was edited since, and records both values", async () => {
    await insertLeads(database, "vicidial_list_archive", [21, 22]);
    // The instance died after inserting both leads; then an agent called one of them.
    await insertLeads(database, "vicidial_list", [21, 22]);
    await database.sql(
      "UPDATE vicidial_list SET status = 'SALE', comments = 'bought', modify_date = modify_date WHERE lead_id = 22",
    );
    const before = await readStates(database);
    const batchId = await abandon([21, 22]);

    expect((await resume()).stdout).to.equal(`batch ${batchId}: finished; 2 leads, 2 inserted, 1 deleted\n`);
    const after = await readStates(database);
    expect(after.vicidial_list).to.deep.equal(before.vicidial_list);
    expect([...after.vicidial_list_archive]).to.deep.equal([[22, before.vicidial_list_archive.get(22)]]);
    const { leads, ...batch } = await readBatch(database, batchId);
    expect(batch).to.include({ state: "done", select_count: 2, insert_count: 2, delete_count: 1 });
    expect(leads.map(({ outcome }) => outcome)).to.deep.equal(["moved", "kept_differs"]);
    expect(JSON.parse(leads[1]?.differences ?? "")).to.deep.equal([
      { column: "status", source: "NA", target: "SALE" },
      { column: "comments", source: "", target: "bought" },
    ]);
  });

  it("gives up a batch with a lead that the live table refuses, and undoes its earlier inserts", async () => {
    await insertLeads(database, "vicidial_list_archive", [31, 32]);
    await insertLead(database, "vicidial_list_archive", 33, { first_name: "Wolfeschlegelstein" });
    const before = await readStates(database);
    const batchId = await abandon([31, 32, 33]);
    await database.sql("ALTER TABLE vicidial_list MODIFY first_name VARCHAR(10)");
    try {
      const { code, stdout } = await resume();
      expect(stdout).to.equal(`batch ${batchId}: failed, nothing was moved (row_refused)\n`);
      expect(code).to.equal(0);
      expect(await readStates(database)).to.deep.equal(before);
      const { leads, ...batch } = await readBatch(database, batchId);
      expect(batch).to.include({ state: "failed", error_code: "row_refused" });
      expect(leads).to.deep.equal([]);
    } finally {
      await database.sql("ALTER TABLE vicidial_list MODIFY first_name VARCHAR(30)");
    }
  });

  it("finishes every open batch, even if there are many", async () => {
    const ids = idsFrom(1, 50);
    await insertLeads(database, "vicidial_list_archive", ids);
    for (const id of ids) await abandon([id]);
    const { code, stdout } = await resume("--json");
    expect(JSON.parse(stdout)).to.have.length(ids.length);
    expect(code).to.equal(0);
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal(ids);
    expect(await database.root("dearchive_batches").where({ state: "open" })).to.deep.equal([]);
  });

  it("leaves a batch open, and exits with 1, while a lead table is missing", async () => {
    await insertLeads(database, "vicidial_list_archive", [41]);
    const batchId = await abandon([41]);
    await database.sql("RENAME TABLE vicidial_list TO elsewhere");
    try {
      const { code, stdout } = await resume();
      expect(stdout).to.equal(`batch ${batchId}: still open (schema_drift)\n`);
      expect(code).to.equal(1);
      expect(await readBatch(database, batchId)).to.include({ state: "open" });
    } finally {
      await database.sql("RENAME TABLE elsewhere TO vicidial_list");
    }
    await setLease(database, batchId, -1);
    expect((await resume()).code).to.equal(0);
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([41]);
  });
});
