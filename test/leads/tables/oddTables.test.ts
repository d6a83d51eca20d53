import { expect } from "chai";
import { ARCHIVE, DEARCHIVE } from "../../../server/leads/tables/direction.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { findProblems } from "../../support/doctor.ts";
import { insertLeads } from "../../support/factories.ts";
import { faultOf, orderFor, startMover, type TestMover } from "../../support/mover.ts";

const TABLES = ["vicidial_list", "vicidial_list_archive"] as const;

/** Column types that Vicidial's own tables lack, with values that are easily altered in transit. */
const KINDS: Readonly<Record<string, string>> = {
  "BIT(33)": "b'100000000000000000000000001100001'",
  "SET('a','b','c') CHARACTER SET latin1": "'c,a'",
  JSON: `'{"b": 1.0,  "a": [null]}'`,
  "POINT NULL": "ST_GeomFromText('POINT(1 0.1)', 4326)",
  "DECIMAL(40,20)": "12345678901234567890.12345678901234567890",
  "BIGINT UNSIGNED": "18446744073709551615",
  "ENUM('a','')": "'off the list'",
  DOUBLE: "0.1",
  "TIME(6)": "'-838:59:59.000001'",
  YEAR: "2024",
  "BINARY(4)": "X'6100'",
  "TEXT CHARACTER SET utf16": "'é '",
  "DATETIME(6)": "'2024-02-00 00:00:00.000001'",
  "TIMESTAMP(6) NULL": "'2024-10-27 00:30:00.123456'",
};

describe("Lead tables with an unusual schema", () => {
  let database: TestDatabase;
  let mover: TestMover;

  beforeEach(async () => {
    database = await createTestDatabase();
    mover = startMover(database);
    await insertLeads(database, "vicidial_list_archive", [1]);
  });

  afterEach(async () => {
    await mover.close();
    await database.drop();
  });

  async function expectRefused(named: string): Promise<void> {
    const fault = await faultOf(mover.move(orderFor(DEARCHIVE, [1])));
    expect(fault.code).to.equal("schema_drift");
    expect("detail" in fault && fault.detail).to.contain(named);
    const rows = await database.sql("SELECT lead_id FROM vicidial_list_archive");
    expect(rows).to.deep.equal([{ lead_id: 1 }]);
  }

  it("keep every kind of value intact through a move and back", async () => {
    const kinds = Object.entries(KINDS);
    const added = kinds.map(([kind], n) => `ADD COLUMN k${n} ${kind}`).join(", ");
    for (const table of TABLES) await database.sql(`ALTER TABLE ${table} ${added}`);
    const values = kinds.map(([, value], n) => `k${n} = ${value}`).join(", ");
    await database.sql(`UPDATE vicidial_list_archive SET ${values}, modify_date = modify_date`);
    const read = async () => {
      const cells = kinds.map(([kind], n) => `HEX(k${n}${/ENUM|SET/.test(kind) ? " + 0" : ""}) AS "${kind}"`);
      const text = TABLES.map((table) => `SELECT ${cells.join(", ")} FROM ${table}`).join(" UNION ALL ");
      return database.sql(text);
    };
    const before = await read();
    expect(Object.values(before[0] ?? {})).to.not.include(null);
    for (const direction of [DEARCHIVE, ARCHIVE]) {
      const { leads } = await mover.move(orderFor(direction, [1]));
      expect(leads).to.deep.equal([{ leadId: 1, outcome: "moved", differences: [] }]);
      expect(await read()).to.deep.equal(before);
    }
  });

  it("are refused if one of them is a view, and the doctor reports it", async () => {
    await database.sql("RENAME TABLE vicidial_list_archive TO stored");
    await database.sql("CREATE VIEW vicidial_list_archive AS SELECT * FROM stored");
    await expectRefused("vicidial_list_archive is a view");
    const [finding] = await findProblems(database);
    expect(finding).to.include({ check: "tables", level: "broken" });
    expect(finding?.message).to.contain("vicidial_list_archive is a view");
  });

  it("are refused if a column name contains a question mark, and the doctor reports it", async () => {
    for (const table of TABLES) await database.root.raw(`ALTER TABLE ${table} ADD COLUMN \`vip?\` INT`);
    await expectRefused('"vip?"');
    const found = await findProblems(database);
    expect(found.map(({ level }) => level)).to.deep.equal(["broken", "broken"]);
    expect(found[0]?.message).to.contain('"vip?"');
  });

  for (const [kind, other] of [
    ["BIT(8)", "INT"],
    ["VARCHAR(9)", "BIT(8)"],
  ] as const) {
    it(`are refused if a column is ${kind} in the archive and ${other} in the live table`, async () => {
      await database.sql(`ALTER TABLE vicidial_list_archive ADD COLUMN extra ${kind} DEFAULT '1'`);
      await database.sql(`ALTER TABLE vicidial_list ADD COLUMN extra ${other} DEFAULT '1'`);
      await expectRefused('"extra"');
    });
  }

  it("are refused if lead_id is not an integer", async () => {
    await database.sql("ALTER TABLE vicidial_list_archive MODIFY lead_id VARCHAR(20) NOT NULL");
    // MySQL converts other texts to 1 as well, so a text lead_id cannot be looked up.
    expect((await faultOf(mover.move(orderFor(DEARCHIVE, [1])))).code).to.equal("ids_missing");
    await insertLeads(database, "vicidial_list", [2]);
    const fault = await faultOf(mover.move(orderFor(ARCHIVE, [2])));
    expect(fault.code).to.equal("schema_drift");
    expect("detail" in fault && fault.detail).to.contain("lead_id");
  });

  it("are accepted if one of them computes a column that the other stores", async () => {
    const sum = "INT AS (called_count + 1)";
    await database.sql("ALTER TABLE vicidial_list_archive ADD COLUMN tries INT DEFAULT 4");
    await database.sql(`ALTER TABLE vicidial_list ADD COLUMN tries ${sum} STORED`);
    const { leads } = await mover.move(orderFor(DEARCHIVE, [1]));
    expect(leads[0]).to.deep.equal({ leadId: 1, outcome: "moved", differences: [] });
    expect((await mover.move(orderFor(ARCHIVE, [1]))).deleteCount).to.equal(1);
    expect(await database.sql("SELECT tries FROM vicidial_list_archive")).to.deep.equal([{ tries: 4 }]);
  });
});
