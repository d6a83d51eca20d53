import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import { ARCHIVE, DEARCHIVE } from "../../../server/leads/tables/direction.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { findProblems, runFixes } from "../../support/doctor.ts";
import { insertLeads } from "../../support/factories.ts";
import { recordedBatches } from "../../support/history.ts";
import { expectUnchanged, readStates } from "../../support/leadStates.ts";
import { faultOf, orderFor, withMover } from "../../support/mover.ts";

/** Gives the archive the engine ARCHIVE, which cannot delete rows. */
async function useArchiveEngine(database: TestDatabase): Promise<void> {
  await database.sql("INSTALL SONAME 'ha_archive'").catch(() => undefined);
  const [created] = await database.sql<{ "Create Table": string }>("SHOW CREATE TABLE vicidial_list_archive");
  const columns = (created?.["Create Table"] ?? "").replace(/,?\n {2}(PRIMARY |UNIQUE )?KEY .*/g, "");
  await database.sql("DROP TABLE vicidial_list_archive");
  await database.sql(columns.replace(/ENGINE=\w+/, "ENGINE=ARCHIVE"));
}

/** Packs the archive's file, as administrators do to save space. */
async function pack(database: TestDatabase): Promise<void> {
  const [place] = await database.sql<{ folder: string }>("SELECT @@datadir AS folder");
  await database.sql("FLUSH TABLES vicidial_list_archive");
  execFileSync("myisampack", [
    "--force",
    "--silent",
    join(place?.folder ?? "", database.name, "vicidial_list_archive"),
  ]);
  await database.sql("FLUSH TABLES vicidial_list_archive");
}

describe("An archive table that cannot delete rows", () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase();
    await insertLeads(database, "vicidial_list", [1]);
  });

  afterEach(() => database.drop());

  async function expectRefused(why: string): Promise<void> {
    const before = await readStates(database);
    for (const order of [orderFor(DEARCHIVE, [2]), orderFor(ARCHIVE, [1])]) {
      const fault = await withMover(database, ({ move }) => faultOf(move(order)));
      expect(fault.code).to.equal("schema_drift");
      expect("detail" in fault && fault.detail).to.contain(why);
    }
    expectUnchanged(before, await readStates(database));
    expect(await recordedBatches(database)).to.deep.equal([]);
  }

  it("is refused in both directions before anything is inserted, and the doctor names its storage engine", async () => {
    await useArchiveEngine(database);
    await insertLeads(database, "vicidial_list_archive", [2]);
    await expectRefused("the storage engine ARCHIVE, which cannot delete rows");
    const found = await findProblems(database);
    expect(found.find(({ check }) => check === "engines")?.message).to.contain("which cannot delete rows");
  });

  it("is refused if it is packed, and works again once the doctor's statement is run", async () => {
    await insertLeads(database, "vicidial_list_archive", [2]);
    await pack(database);
    await expectRefused("packed by myisampack");
    await runFixes(
      database,
      (await findProblems(database)).filter(({ check }) => check === "engines"),
    );
    const result = await withMover(database, ({ move }) => move(orderFor(DEARCHIVE, [2])));
    expect(result.deleteCount).to.equal(1);
    expect(await findProblems(database)).to.deep.equal([]);
  });

  it("leaves no move half done if it is packed while the plugin runs", async () => {
    await insertLeads(database, "vicidial_list_archive", [2, 3]);
    await withMover(database, async ({ move }) => {
      expect((await move(orderFor(DEARCHIVE, [3]))).deleteCount).to.equal(1);
      await pack(database);
      const before = await readStates(database);
      const fault = await faultOf(move(orderFor(DEARCHIVE, [2])));
      expect(fault.code).to.equal("tables_unusable");
      expectUnchanged(before, await readStates(database));
    });
    const states = (await recordedBatches(database)).map(({ state }) => state);
    expect(states).to.not.include("open");
  });
});
