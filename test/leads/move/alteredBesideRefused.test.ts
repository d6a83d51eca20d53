import { expect } from "chai";
import { DEARCHIVE } from "../../../server/leads/tables/direction.ts";
import type { TestDatabase } from "../../support/database.ts";
import { insertLeads, leadIdsIn } from "../../support/factories.ts";
import {
  createPairedDatabase,
  differingColumns,
  expectUnchanged,
  readStates,
  SAME_ENGINES,
} from "../../support/leadStates.ts";
import { faultOf, orderFor, withMover } from "../../support/mover.ts";

for (const pair of SAME_ENGINES) {
  describe(`A batch of which the live table alters one row and refuses another, on ${pair.name}`, () => {
    let database: TestDatabase;

    before(async () => {
      database = await createPairedDatabase(pair);
      await insertLeads(database, "vicidial_list_archive", [1, 2, 3]);
      await database.sql(
        `CREATE TRIGGER altering BEFORE INSERT ON vicidial_list FOR EACH ROW
         IF NEW.lead_id = 2 THEN SET NEW.comments = 'altered';
         ELSEIF NEW.lead_id = 3 THEN SIGNAL SQLSTATE '45000'; END IF`,
      );
    });

    after(() => database.drop());

    const isMyISAM = pair.live === "myisam";
    const rest = isMyISAM ? "leaves only the altered copy, beside its archived lead" : "changes nothing";
    it(`is refused with the id of the refused lead, and ${rest}`, async () => {
      const before = await readStates(database);
      const fault = await withMover(database, (mover) => faultOf(mover.move(orderFor(DEARCHIVE, [1, 2, 3]))));
      expect(fault.code).to.equal("row_refused");
      if (fault.code === "row_refused") expect(fault.leads?.map(({ leadId }) => leadId)).to.deep.equal([3]);
      const after = await readStates(database);
      if (!isMyISAM) return expectUnchanged(before, after);
      expect(after.vicidial_list_archive).to.deep.equal(before.vicidial_list_archive);
      expect([...after.vicidial_list.keys()]).to.deep.equal([2]);
      const copies = [after.vicidial_list_archive.get(2) ?? "", after.vicidial_list.get(2) ?? ""] as const;
      expect(differingColumns(...copies)).to.deep.equal(["comments"]);
    });

    if (isMyISAM)
      it("keeps that lead in the archive when it is moved again, with the column that differs", async () => {
        const { leads } = await withMover(database, (mover) => mover.move(orderFor(DEARCHIVE, [1, 2])));
        expect(leads.map(({ leadId, outcome }) => [leadId, outcome])).to.deep.equal([
          [1, "moved"],
          [2, "kept_differs"],
        ]);
        expect(leads[1]?.differences.map(({ column }) => column)).to.deep.equal(["comments"]);
        expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([2, 3]);
      });
  });
}
