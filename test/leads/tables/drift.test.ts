import { expect } from "chai";
import { ARCHIVE, DEARCHIVE } from "../../../server/leads/tables/direction.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { insertLead, insertLeads, leadIdsIn } from "../../support/factories.ts";
import { recordedBatches } from "../../support/history.ts";
import { expectUnchanged, putRows, readStates } from "../../support/leadStates.ts";
import { faultOf, orderFor, startMover, type TestMover } from "../../support/mover.ts";

describe("Lead tables whose schemas have drifted apart", () => {
  for (const engine of ["myisam", "innodb"] as const) {
    describe(`with ${engine}`, () => {
      let database: TestDatabase;
      let mover: TestMover;

      beforeEach(async () => {
        database = await createTestDatabase({ engine });
        mover = startMover(database);
        await insertLeads(database, "vicidial_list_archive", [1, 2]);
      });

      afterEach(async () => {
        await mover.close();
        await database.drop();
      });

      const move = (ids: readonly number[] = [1, 2]) => mover.move(orderFor(DEARCHIVE, ids));

      async function expectRefused(named: string): Promise<void> {
        const before = await readStates(database);
        const fault = await faultOf(move());
        expect(fault.code).to.equal("schema_drift");
        expect("detail" in fault && fault.detail).to.contain(named);
        expectUnchanged(before, await readStates(database));
        expect(await recordedBatches(database)).to.deep.equal([]);
      }

      async function expectMoved(): Promise<void> {
        expect(await move()).to.include({ insertCount: 2, deleteCount: 2 });
        expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([1, 2]);
        expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([]);
      }

      it("refuse a move that would lose data, and name the column", async () => {
        await database.sql("ALTER TABLE vicidial_list_archive ADD COLUMN old_score INT NOT NULL DEFAULT 0");
        await database.sql("UPDATE vicidial_list_archive SET old_score = 7 WHERE lead_id = 2");
        await expectRefused('"old_score"');
      });

      for (const [kind, definition, value] of [
        ["an empty text where NULL is the default", "VARCHAR(10)", "''"],
        ["NULL where a text is the default", "VARCHAR(10) DEFAULT 'x'", "NULL"],
        ["another case of the default", "VARCHAR(10) NOT NULL DEFAULT 'x'", "'X'"],
        ["a trailing space after the default", "VARCHAR(10) NOT NULL DEFAULT 'x'", "'x '"],
        ["a time of its own", "TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP", "'2020-01-01 00:00:00'"],
        ["a value where there is no default", "INT NOT NULL", "0"],
        ["another value than is computed", "INT DEFAULT (1 + 1)", "3"],
        ["what the default happens to be now", "DATE DEFAULT (CURDATE())", "CURDATE()"],
        ["what is computed from the time", "VARCHAR(40) DEFAULT (CONCAT('on ', CURDATE()))", "DEFAULT"],
        ["a random text", "VARCHAR(40) DEFAULT (UUID())", "DEFAULT"],
      ] as const) {
        it(`refuse a move that would lose ${kind}`, async () => {
          await database.sql(`ALTER TABLE vicidial_list_archive ADD COLUMN extra ${definition}`);
          await database.sql(`UPDATE vicidial_list_archive SET extra = ${value}`);
          await expectRefused('"extra"');
        });
      }

      for (const definition of [
        "INT",
        "INT NOT NULL DEFAULT 5",
        "VARCHAR(10) NOT NULL DEFAULT ''",
        "TEXT",
        "ENUM('a','b') NOT NULL DEFAULT 'b'",
        "DATETIME NOT NULL DEFAULT '0000-00-00 00:00:00'",
        "DECIMAL(8,2) NOT NULL DEFAULT -1.50",
        "INT DEFAULT (1 + 1)",
        "VARCHAR(40) DEFAULT (CONCAT('a', 'b'))",
        "TEXT NOT NULL DEFAULT 'none (yet)'",
        "JSON DEFAULT '{}'",
        "INT DEFAULT (called_count + 1)",
      ]) {
        it(`allow leads without data in a column that the target lacks: ${definition}`, async () => {
          await database.sql(`ALTER TABLE vicidial_list_archive ADD COLUMN extra ${definition}`);
          await expectMoved();
        });
      }

      it("allow leads whose extra column is computed from other columns", async () => {
        await database.sql(
          "ALTER TABLE vicidial_list_archive ADD COLUMN full_name VARCHAR(61) AS (CONCAT(first_name, ' ', last_name)) VIRTUAL",
        );
        await expectMoved();
      });

      it("allow leads if both tables are system-versioned", async () => {
        const versioned = `ADD COLUMN since TIMESTAMP(6) GENERATED ALWAYS AS ROW START,
          ADD COLUMN until TIMESTAMP(6) GENERATED ALWAYS AS ROW END,
          ADD PERIOD FOR SYSTEM_TIME (since, until), ADD SYSTEM VERSIONING`;
        for (const table of ["vicidial_list", "vicidial_list_archive"])
          await database.sql(`ALTER TABLE ${table} ${versioned}`);
        await expectMoved();
      });

      it("let the server fill a computed column of the target", async () => {
        await database.sql(
          "ALTER TABLE vicidial_list ADD COLUMN full_name VARCHAR(61) AS (CONCAT(first_name, ' ', last_name)) VIRTUAL",
        );
        await expectMoved();
      });

      it("fill a column that only the target has with its default", async () => {
        await database.sql("ALTER TABLE vicidial_list ADD COLUMN tier VARCHAR(5) NOT NULL DEFAULT 'new'");
        await expectMoved();
        expect(await database.sql("SELECT DISTINCT tier FROM vicidial_list")).to.deep.equal([
          { tier: "new" },
        ]);
      });

      it("match columns by name in any order", async () => {
        await database.sql("ALTER TABLE vicidial_list_archive MODIFY last_name VARCHAR(30) AFTER lead_id");
        await database.sql("UPDATE vicidial_list_archive SET first_name = 'F', last_name = 'L'");
        await expectMoved();
        const names = await database.sql("SELECT DISTINCT first_name, last_name FROM vicidial_list");
        expect(names).to.deep.equal([{ first_name: "F", last_name: "L" }]);
      });

      it("match column names case-insensitively", async () => {
        await database.sql("ALTER TABLE vicidial_list_archive CHANGE email Email VARCHAR(70)");
        await expectMoved();
        expect(await database.sql("SELECT DISTINCT email FROM vicidial_list")).to.deep.equal([
          { email: "ann@example.com" },
        ]);
      });

      it("copy and compare text across character sets", async () => {
        await database.sql("ALTER TABLE vicidial_list_archive CONVERT TO CHARACTER SET latin1");
        await putRows(database, "vicidial_list_archive", [
          { lead_id: 3, phone_number: "3", first_name: "é", last_name: "Ann" },
          { lead_id: 4, phone_number: "4", first_name: "é", last_name: "Ann" },
          { lead_id: 5, phone_number: "5", first_name: "é", last_name: "Ann " },
        ]);
        await database.sql(
          "INSERT INTO vicidial_list SELECT * FROM vicidial_list_archive WHERE lead_id IN (4, 5)",
        );
        await database.sql("UPDATE vicidial_list SET last_name = 'Ann' WHERE lead_id = 5");

        const result = await move([3, 4, 5]);
        expect(result.leads.map(({ outcome }) => outcome)).to.deep.equal([
          "moved",
          "deleted",
          "kept_differs",
        ]);
        const names = await database.sql("SELECT DISTINCT HEX(first_name) AS bytes FROM vicidial_list");
        expect(names).to.deep.equal([{ bytes: "C3A9" }]);
        expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([1, 2, 5]);
      });

      it("refuse to archive text that the archive's character set cannot represent", async () => {
        await database.sql("ALTER TABLE vicidial_list_archive CONVERT TO CHARACTER SET latin1");
        await insertLead(database, "vicidial_list", 8, { first_name: "é" });
        await insertLead(database, "vicidial_list", 9, { first_name: "😀" });
        expect((await mover.move(orderFor(ARCHIVE, [8]))).deleteCount).to.equal(1);
        const before = await readStates(database);
        expect((await faultOf(mover.move(orderFor(ARCHIVE, [9])))).code).to.equal("row_refused");
        expectUnchanged(before, await readStates(database));
      });

      it("refuse to move a lead whose data a column of another type cannot hold exactly", async () => {
        await database.sql("ALTER TABLE vicidial_list MODIFY last_local_call_time DATE");
        const before = await readStates(database);
        await move().catch((error: unknown) => expect(error).to.be.instanceOf(Error));
        const after = await readStates(database);
        expect(after.vicidial_list_archive).to.deep.equal(before.vicidial_list_archive);
      });

      it("copy a column that was added between two calls", async () => {
        await move([1]);
        for (const table of ["vicidial_list", "vicidial_list_archive"])
          await database.sql(`ALTER TABLE ${table} ADD COLUMN added VARCHAR(9)`);
        await database.sql("UPDATE vicidial_list_archive SET added = 'kept'");
        await move([2]);
        expect(await database.sql("SELECT added FROM vicidial_list WHERE lead_id = 2")).to.deep.equal([
          { added: "kept" },
        ]);
      });

      it("compare a column that was added between two calls", async () => {
        await move([1]);
        await database.sql("INSERT INTO vicidial_list SELECT * FROM vicidial_list_archive");
        for (const table of ["vicidial_list", "vicidial_list_archive"])
          await database.sql(`ALTER TABLE ${table} ADD COLUMN added VARCHAR(9)`);
        await database.sql("UPDATE vicidial_list_archive SET added = 'only here', modify_date = modify_date");
        const { leads } = await move([2]);
        expect(leads.map(({ outcome }) => outcome)).to.deep.equal(["kept_differs"]);
        expect(leads[0]?.differences).to.deep.equal([{ column: "added", source: "only here", target: null }]);
      });

      it("still move leads after a table's engine is changed between two calls", async () => {
        await move([1]);
        const other = engine === "myisam" ? "innodb" : "myisam";
        for (const table of ["vicidial_list_archive", "vicidial_list"]) {
          await database.sql(`ALTER TABLE ${table} ENGINE=${other}`);
          await insertLead(database, "vicidial_list_archive", 3);
          expect((await move([3])).deleteCount).to.equal(1);
          await database.sql("DELETE FROM vicidial_list WHERE lead_id = 3");
        }
        expect((await move([2])).deleteCount).to.equal(1);
      });

      it("are refused with a clear error when the archive is missing", async () => {
        await database.sql("RENAME TABLE vicidial_list_archive TO away");
        expect((await faultOf(move())).code).to.equal("schema_drift");
        await database.sql("RENAME TABLE away TO vicidial_list_archive");
        await expectMoved();
      });

      it("are refused when a lead is in an archive without a primary key twice", async () => {
        await database.sql("ALTER TABLE vicidial_list_archive DROP PRIMARY KEY");
        await insertLead(database, "vicidial_list_archive", 2, { last_name: "Other" });
        const rows = () =>
          database.sql("SELECT lead_id, last_name FROM vicidial_list_archive ORDER BY lead_id, last_name");
        const before = await rows();
        expect((await faultOf(move())).code).to.equal("schema_drift");
        expect(await rows()).to.deep.equal(before);
        expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([]);
      });

      it("are refused when a lead to archive is already in an archive without a primary key twice", async () => {
        await database.sql("ALTER TABLE vicidial_list_archive DROP PRIMARY KEY");
        await insertLead(database, "vicidial_list_archive", 2);
        await insertLeads(database, "vicidial_list", [2]);
        expect((await faultOf(mover.move(orderFor(ARCHIVE, [2])))).code).to.equal("schema_drift");
        expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([2]);
      });
    });
  }
});
