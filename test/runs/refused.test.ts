import { expect } from "chai";
import { useAdminSetup } from "../support/adminSetup.ts";
import { insertLeads, leadIdsIn } from "../support/factories.ts";
import { idsFrom } from "../support/leadIds.ts";
import { SAME_ENGINES } from "../support/leadStates.ts";
import { createRun, outcomesOf, runToEnd } from "../support/runs.ts";

const IDS = idsFrom(1, 300);
const REFUSED = new Map([
  [77, 'constraint "no_77" of vicidial_list forbids the lead\'s data'],
  [150, 'unique key "one_code" of vicidial_list has the lead\'s value already'],
  [299, "a trigger of vicidial_list_archive forbids it (error 1644)"],
]);

for (const { name, live } of SAME_ENGINES) {
  describe(`A run with leads that the target table refuses, on ${name}`, () => {
    const setup = useAdminSetup({ database: { engine: live } });

    beforeEach(async () => {
      const { database } = setup();
      await insertLeads(database, "vicidial_list_archive", IDS);
      await insertLeads(database, "vicidial_list", [9000]);
      await database.sql("UPDATE vicidial_list SET vendor_lead_code = 'taken'");
      await database.sql(
        "UPDATE vicidial_list_archive SET vendor_lead_code = IF(lead_id = 150, 'taken', NULL), city = IF(lead_id = 77, 'Nowhere', 'Here'), modify_date = modify_date",
      );
      await database.sql("ALTER TABLE vicidial_list ADD UNIQUE KEY one_code (vendor_lead_code)");
      await database.sql("ALTER TABLE vicidial_list ADD CONSTRAINT no_77 CHECK (city <> 'Nowhere')");
      await database.sql(
        `CREATE TRIGGER keep BEFORE DELETE ON vicidial_list_archive FOR EACH ROW
         IF OLD.lead_id = 299 THEN SIGNAL SQLSTATE '45000'; END IF`,
      );
    });

    it("moves all other leads, records each refused lead with its reason, and finishes", async () => {
      const { database } = setup();
      const id = await createRun(database, IDS);
      const done = await runToEnd(database, id);
      expect(done.counts).to.deep.equal({ moved: 297, refused: 3 });
      const outcomes = await outcomesOf(database, id);
      for (const [leadId, reason] of REFUSED) expect(outcomes.get(leadId)).to.equal(`refused: ${reason}`);
      expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([...REFUSED.keys()]);
      expect(await leadIdsIn(database, "vicidial_list")).to.have.length(298);
      expect(await database.root("dearchive_batches").where({ state: "open" })).to.deep.equal([]);
    });
  });
}
