import { expect } from "chai";
import { expectRefusalForm } from "../support/answers.ts";
import { fullMove, useApiSetup } from "../support/apiSetup.ts";
import { insertLead, insertLeads } from "../support/factories.ts";
import { expectUnchanged, readStates, SAME_ENGINES } from "../support/leadStates.ts";

for (const { name, live } of SAME_ENGINES) {
  describe(`A request with one lead that the live table refuses, on ${name},`, () => {
    const setup = useApiSetup({ engine: live });

    it("moves no lead, and names the lead and the key without its value", async () => {
      const { database, dearchive } = setup();
      await insertLeads(database, "vicidial_list_archive", [1, 2, 4, 5]);
      await insertLead(database, "vicidial_list_archive", 3, { phone_number: "5559876543" });
      await insertLead(database, "vicidial_list", 9, { phone_number: "5559876543" });
      await database.sql("ALTER TABLE vicidial_list ADD UNIQUE KEY one_phone (phone_number)");
      await database.sql(
        "UPDATE vicidial_list_archive SET phone_number = lead_id, modify_date = modify_date WHERE lead_id <> 3",
      );
      const before = await readStates(database);
      const answer = await dearchive(fullMove([1, 2, 3, 4, 5]));
      expect(expectRefusalForm(answer, 500)).to.equal(
        'no lead was moved: lead 3: unique key "one_phone" of vicidial_list has the lead\'s value already',
      );
      expectUnchanged(before, await readStates(database));
      expect(await database.root("dearchive_batches").where({ state: "open" })).to.deep.equal([]);
      expect((await dearchive(fullMove([1, 2, 4, 5]))).body).to.include({ delete_count: 4 });
    });
  });
}
