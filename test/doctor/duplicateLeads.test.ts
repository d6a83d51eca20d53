import { expect } from "chai";
import { countDuplicates } from "../../server/doctor/duplicateLeads.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { examine } from "../support/doctor.ts";
import { clearTables, putRows, SAME_ENGINES } from "../support/leadStates.ts";

const HOUR_MS = 3_600_000;

for (const { name, live } of SAME_ENGINES) {
  describe(`The doctor's count of leads in both tables, on ${name}`, () => {
    let database: TestDatabase;

    before(async () => {
      database = await createTestDatabase({ engine: live });
    });

    beforeEach(() => clearTables(database));
    after(() => database.drop());

    /** Fills a table from a MariaDB sequence, which is fast for tens of thousands of leads. */
    async function fill(table: string, sequence: string, step = 1): Promise<void> {
      await database.sql(
        `INSERT INTO ${table} (lead_id, phone_number) SELECT seq * ${step}, '1' FROM ${sequence}`,
      );
    }

    it("is 0 for empty tables, and when no lead is in both", async () => {
      expect(await countDuplicates(database.root, database.name, HOUR_MS)).to.deep.equal({
        duplicates: 0,
        checked: 0,
        complete: true,
      });
      await fill("vicidial_list", "seq_1_to_10");
      await fill("vicidial_list_archive", "seq_11_to_20");
      expect(await countDuplicates(database.root, database.name, HOUR_MS)).to.deep.equal({
        duplicates: 0,
        checked: 10,
        complete: true,
      });
    });

    it("includes lead 0", async () => {
      const row = { lead_id: 0, phone_number: "1" };
      await putRows(database, "vicidial_list", [row]);
      await putRows(database, "vicidial_list_archive", [row]);
      expect(await countDuplicates(database.root, database.name, HOUR_MS)).to.include({
        duplicates: 1,
        checked: 1,
      });
    });

    it("includes every lead across gaps, chunk ends and the largest id", async () => {
      await fill("vicidial_list_archive", "seq_1_to_12000", 7);
      await fill("vicidial_list", "seq_1_to_6000", 14);
      for (const table of ["vicidial_list", "vicidial_list_archive"] as const)
        await putRows(database, table, [{ lead_id: 4_294_967_295, phone_number: "1" }]);
      expect(await countDuplicates(database.root, database.name, HOUR_MS)).to.deep.equal({
        duplicates: 6001,
        checked: 12_001,
        complete: true,
      });
    });

    it("is correct when the archive ends exactly at a chunk end", async () => {
      await fill("vicidial_list_archive", "seq_1_to_10000");
      await fill("vicidial_list", "seq_10000_to_10001");
      expect(await countDuplicates(database.root, database.name, HOUR_MS)).to.deep.equal({
        duplicates: 1,
        checked: 10_000,
        complete: true,
      });
    });

    it("stops at its time limit, and reports how far it came", async () => {
      await fill("vicidial_list_archive", "seq_1_to_10000");
      expect(await countDuplicates(database.root, database.name, 0)).to.deep.equal({
        duplicates: 0,
        checked: 0,
        complete: false,
      });
      const cut = (await examine(database, 0)).find(({ check }) => check === "duplicates");
      expect(cut?.message).to.match(/of the first 0 archived leads \(use --seconds N to check more\)/);
    });

    it("comes with commands that list and remove them", async () => {
      await fill("vicidial_list_archive", "seq_1_to_3");
      await fill("vicidial_list", "seq_3_to_5");
      const finding = (await examine(database)).find(({ check }) => check === "duplicates");
      expect(finding?.level).to.equal("warning");
      expect(finding?.message).to.match(/^1 of 3 archived leads are also live\./);
      const [listThem = "", removeThem] = finding?.fix ?? [];
      expect(await database.sql(listThem)).to.deep.equal([{ lead_id: 3 }]);
      expect(removeThem).to.match(/^vicidial-dearchive run --ids /);
    });
  });
}
