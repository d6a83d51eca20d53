import { expect } from "chai";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { examineAll } from "../../server/doctor/index.ts";
import { onlyArchived, setLease, startDeadInstance } from "../support/batches.ts";
import { createTestDatabase, migrate, type TestDatabase } from "../support/database.ts";
import { examine, expectFixed, expectHealthy, findProblems } from "../support/doctor.ts";
import { insertLeads } from "../support/factories.ts";
import { createPairedDatabase, ENGINE_PAIRS, MIXED_ENGINES, SAME_ENGINES } from "../support/leadStates.ts";
import { withMover } from "../support/mover.ts";

describe("The doctor's findings about whole tables", () => {
  let database: TestDatabase;

  afterEach(() => database.drop());

  for (const pair of SAME_ENGINES) {
    it(`finds no problem in a fresh database on ${pair.name}`, async () => {
      database = await createPairedDatabase(pair);
      await insertLeads(database, "vicidial_list_archive", [1]);
      await expectHealthy(database);
    });
  }

  for (const pair of MIXED_ENGINES) {
    it(`finds ${pair.name}, and prints the fix`, async () => {
      database = await createPairedDatabase(pair);
      await expectFixed(database, "engines", /slower move for tables without transactions/);
    });
  }

  for (const pair of ENGINE_PAIRS) {
    it(`finds a missing archive, and prints the statement that creates it for ${pair.name}`, async () => {
      database = await createPairedDatabase(pair);
      await database.sql("DROP TABLE vicidial_list_archive");
      await expectFixed(database, "tables", /^Table vicidial_list_archive does not exist in /);
    });
  }

  it("creates an archive with the same lead_id as the live table", async () => {
    database = await createTestDatabase();
    await database.sql("ALTER TABLE vicidial_list MODIFY lead_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT");
    await database.sql("DROP TABLE vicidial_list_archive");
    await expectFixed(database, "tables", /Table vicidial_list_archive does not exist/);
    const [column] = await database.sql<{ type: string; extra: string }>(
      `SELECT column_type AS type, extra AS extra FROM information_schema.columns
       WHERE table_schema = DATABASE() AND table_name = 'vicidial_list_archive' AND column_name = 'lead_id'`,
    );
    expect(column).to.deep.equal({ type: "bigint(20) unsigned", extra: "" });
  });

  it("reports both tables as missing in a wrong Vicidial database", async () => {
    database = await createTestDatabase();
    await database.sql("DROP TABLE vicidial_list, vicidial_list_archive");
    expect((await findProblems(database)).map(({ check, level, fix }) => [check, level, fix])).to.deep.equal([
      ["tables", "broken", []],
      ["tables", "broken", []],
    ]);
  });

  it("finds an archive without a primary key, and prints the statement that adds one", async () => {
    database = await createTestDatabase();
    await database.sql("ALTER TABLE vicidial_list_archive DROP PRIMARY KEY");
    await insertLeads(database, "vicidial_list_archive", [1, 2]);
    const { level } = await expectFixed(database, "lead_id", /^vicidial_list_archive has no unique key/);
    expect(level).to.equal("broken");
  });

  it("finds an archive whose primary key has more columns than lead_id, and prints a second key", async () => {
    database = await createTestDatabase();
    await database.sql(
      "ALTER TABLE vicidial_list_archive DROP PRIMARY KEY, ADD PRIMARY KEY (lead_id, list_id)",
    );
    await expectFixed(database, "lead_id", /^vicidial_list_archive has no unique key/);
  });

  it("finds that the plugin's own tables are missing, which `migrate` fixes", async () => {
    database = await createTestDatabase({ migrated: false });
    const [finding, ...others] = await findProblems(database);
    expect(others).to.deep.equal([]);
    expect(finding).to.include({ check: "migrations", level: "broken" });
    expect(finding?.fix).to.deep.equal(["vicidial-dearchive migrate"]);
    await migrate(database.config);
    await expectHealthy(database);
  });

  it("distinguishes batches of a stopped instance, which `resume` finishes, from batches in progress", async () => {
    database = await createTestDatabase();
    await insertLeads(database, "vicidial_list_archive", [1]);
    const instance = startDeadInstance(database);
    const batchId = await instance.open(onlyArchived([1]));
    const atWork = (await examine(database)).find(({ check }) => check === "open batches");
    expect(atWork).to.include({ level: "ok", message: "In progress: 1 batch." });

    await setLease(database, batchId, -1);
    const [finding, ...others] = await findProblems(database);
    expect(others).to.deep.equal([]);
    expect(finding).to.include({ check: "open batches", level: "warning" });
    expect(finding?.fix).to.deep.equal(["vicidial-dearchive resume"]);
    await withMover(database, (mover) => mover.resumeAbandoned());
    await instance.close();
    await expectHealthy(database);
  });

  it("reports how far apart the clocks are", async () => {
    database = await createTestDatabase();
    const found = await examineAll({
      db: database.root,
      vicidialDatabase: database.name,
      scope: EVERY_CUSTOMER,
      ownDatabase: database.name,
      now: new Date(Date.now() + 3_600_000),
      duplicatesBudgetMs: 0,
    });
    const clock = found.find(({ check }) => check === "clock");
    expect(clock?.level).to.equal("warning");
    expect(clock?.message).to.match(/are 3(599|600|601) s apart/);
  });
});
