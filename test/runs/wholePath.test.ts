import { expect } from "chai";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { createRunStore } from "../../server/runs/store/runStore.ts";
import { useAdminSetup } from "../support/adminSetup.ts";
import { insertLead, insertLeads, leadIdsIn, readLeads } from "../support/factories.ts";
import { idsFrom } from "../support/leadIds.ts";
import { SAME_ENGINES } from "../support/leadStates.ts";
import { createRun, outcomesOf, readRun, runToEnd, untilRun } from "../support/runs.ts";

for (const { name, live } of SAME_ENGINES) {
  describe(`A run, on ${name}`, () => {
    const setup = useAdminSetup({ database: { engine: live } });

    beforeEach(async () => {
      for (const table of ["vicidial_list", "vicidial_list_archive"])
        await setup().database.root(table).delete();
    });

    it("checks its leads, waits to be started, moves all leads, and reports the outcome of each", async () => {
      const { database } = setup();
      await insertLeads(database, "vicidial_list_archive", idsFrom(1, 2203));
      await insertLeads(database, "vicidial_list", [7]);
      await insertLead(database, "vicidial_list", 8, { last_name: "SMITH" });
      const id = await createRun(database, [...idsFrom(1, 2203), 9000]);
      const ready = await untilRun(database, id, "ready");
      expect([ready.leadCount, ready.chunkCount, ready.checkedChunks]).to.deep.equal([2204, 3, 3]);
      expect(ready.tally.combinations).to.include({ equal: 1, differs: 1, missing: 1 });
      expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([7, 8]);

      const done = await runToEnd(database, id);
      expect(done.counts).to.deep.equal({ moved: 2201, deleted: 1, kept_differs: 1, not_found: 1 });
      expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal(idsFrom(1, 2203));
      expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([8]);
      const outcomes = await outcomesOf(database, id);
      expect([outcomes.get(1), outcomes.get(7), outcomes.get(8), outcomes.get(9000)]).to.deep.equal([
        "moved",
        "deleted",
        "kept_differs: phone_number last_name",
        "not_found",
      ]);
    });

    it("can be undone by a run that leaves changed leads alone and can itself be undone", async () => {
      const { database } = setup();
      const ids = idsFrom(1, 700);
      await insertLeads(database, "vicidial_list_archive", ids);
      const before = await readLeads(database, "vicidial_list_archive");
      const id = await createRun(database, ids);
      await runToEnd(database, id);
      await database.root("vicidial_list").where({ lead_id: 600 }).update({ status: "SALE" });

      const undo = { direction: "archive", source: { kind: "run", runId: id } } as const;
      const undoId = await createRunStore(database.root, EVERY_CUSTOMER).create({
        customer: "default",
        user: "boss",
        requestId: "of-a-test",
        ...undo,
      });
      const ready = await untilRun(database, undoId, "ready");
      expect(ready.tally.combinations).to.deep.equal({ "": 699, changed: 1 });
      expect(ready.skip).to.deep.equal(["changed", "in_hopper"]);
      const done = await runToEnd(database, undoId, { skip: ["changed"] });
      expect(done.counts).to.deep.equal({ moved: 699, left_out: 1 });
      expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([600]);
      expect((await readLeads(database, "vicidial_list_archive")).get(1)).to.equal(before.get(1));

      const again = await createRunStore(database.root, EVERY_CUSTOMER).create({
        customer: "default",
        user: "boss",
        requestId: "of-a-test",
        direction: "dearchive",
        source: { kind: "run", runId: undoId },
      });
      await database.root("vicidial_list_archive").where({ lead_id: 5 }).update({ status: "SALE" });
      await database.root("vicidial_dnc").insert({ phone_number: "5550000006" });
      const found = await untilRun(database, again, "ready");
      expect(found.tally.combinations, "leads on their way to the dialer").to.deep.equal({
        list_gone: 697,
        "changed list_gone": 1,
        "dnc list_gone": 1,
      });
      expect(found.skip).to.deep.equal(["changed", "dnc"]);
      await database.root("vicidial_dnc").delete();
      expect((await runToEnd(database, again)).counts).to.deep.equal({ moved: 699 });
      expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal(ids);
      expect((await readRun(database, again)).source).to.deep.equal({ kind: "run", runId: undoId });
    });
  });
}
