import { expect } from "chai";
import { ARCHIVE, DEARCHIVE } from "../../../server/leads/tables/direction.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { findProblems } from "../../support/doctor.ts";
import { insertLeads } from "../../support/factories.ts";
import { clearTables, expectUnchanged, readStates } from "../../support/leadStates.ts";
import { faultOf, orderFor, startMover, type TestMover } from "../../support/mover.ts";

const ARCHIVED = "vicidial_list_archive";

describe("Tables with a foreign key to a lead table", () => {
  let database: TestDatabase;
  let mover: TestMover;

  before(async () => {
    database = await createTestDatabase({ engine: "innodb" });
  });

  after(() => database.drop());

  beforeEach(async () => {
    await clearTables(database);
    mover = startMover(database);
    await insertLeads(database, ARCHIVED, [1, 2]);
  });

  afterEach(async () => {
    await mover.close();
    await database.sql("DROP TABLE IF EXISTS notes");
  });

  /** Inserts a note on lead 1 with a foreign key to a lead table. */
  async function bindNotes(rule: string, parent = ARCHIVED): Promise<void> {
    await database.sql(
      `CREATE TABLE notes (lead_id INT(9) UNSIGNED, note TEXT,
         CONSTRAINT noted FOREIGN KEY (lead_id) REFERENCES ${parent} (lead_id) ${rule}) ENGINE=InnoDB`,
    );
    await database.sql("INSERT INTO notes VALUES (1, 'call back')");
  }

  const notes = () => database.sql("SELECT lead_id, note FROM notes");

  async function expectRefused(leadIds: readonly number[], direction = DEARCHIVE): Promise<void> {
    const before = [await readStates(database), await notes()] as const;
    const fault = await faultOf(mover.move(orderFor(direction, leadIds)));
    expect(fault.code).to.equal("tables_unusable");
    expect("detail" in fault && fault.detail)
      .to.contain('"notes"')
      .and.contain("DEARCHIVE_CHILD_TABLES");
    expectUnchanged(before[0], await readStates(database));
    expect(await notes()).to.deep.equal(before[1]);
  }

  for (const rule of ["ON DELETE CASCADE", "ON DELETE SET NULL"]) {
    it(`block the move, with an error that names the table and the setting: ${rule}`, async () => {
      await bindNotes(rule);
      await expectRefused([1, 2]);
    });
  }

  it("block archiving too", async () => {
    await database.sql(`DELETE FROM ${ARCHIVED}`);
    await insertLeads(database, "vicidial_list", [1]);
    await bindNotes("ON DELETE CASCADE", "vicidial_list");
    await expectRefused([1], ARCHIVE);
  });

  it("are detected even if they were created after the last move", async () => {
    expect(await mover.move(orderFor(DEARCHIVE, [2]))).to.include({ deleteCount: 1 });
    await bindNotes("ON DELETE CASCADE");
    await expectRefused([1]);
    await database.sql("ALTER TABLE notes DROP FOREIGN KEY noted");
    expect(await mover.move(orderFor(DEARCHIVE, [1]))).to.include({ deleteCount: 1 });
    expect(await notes()).to.have.length(1);
  });

  it("do not block a copy, which deletes nothing", async () => {
    await bindNotes("ON DELETE CASCADE");
    const flags = { insert: true, update: false, delete: false };
    expect(await mover.move(orderFor(DEARCHIVE, [1], { flags }))).to.include({ insertCount: 1 });
    expect(await notes()).to.have.length(1);
  });

  it("do not block the move if the operator has accepted them", async () => {
    await bindNotes("ON DELETE CASCADE");
    await mover.close();
    mover = startMover(database, { childTables: ["Notes"] });
    expect(await mover.move(orderFor(DEARCHIVE, [1]))).to.include({ deleteCount: 1 });
    expect(await notes()).to.deep.equal([]);
  });

  it("cannot be accepted if their foreign key forbids the deletion", async () => {
    await bindNotes("ON DELETE RESTRICT");
    const before = await readStates(database);
    expect((await faultOf(mover.move(orderFor(DEARCHIVE, [1])))).code).to.equal("row_refused");
    expectUnchanged(before, await readStates(database));
  });

  it("are reported by the doctor", async () => {
    await bindNotes("ON DELETE CASCADE");
    const [finding, ...others] = await findProblems(database);
    expect(others).to.deep.equal([]);
    expect(finding).to.include({ check: "child tables", level: "broken" });
    expect(finding?.message).to.contain('"notes"').and.contain("DEARCHIVE_CHILD_TABLES");
    expect((await findProblems(database, ["notes"])).map(({ level }) => level)).to.deep.equal(["warning"]);
  });
});
