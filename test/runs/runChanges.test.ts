import { expect } from "chai";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import type { LeadChanges } from "../../server/leads/changes/index.ts";
import { createRunStore } from "../../server/runs/store/runStore.ts";
import { useAdminSetup } from "../support/adminSetup.ts";
import { createUser, insertLead, insertLeads, leadIdsIn, readLeads } from "../support/factories.ts";
import { idsFrom } from "../support/leadIds.ts";
import { SAME_ENGINES } from "../support/leadStates.ts";
import { createRun, NO_OPTIONS, outcomesOf, readRun, runToEnd, untilRun } from "../support/runs.ts";

const CHANGES: LeadChanges = {
  listId: "2002",
  status: "NEW",
  resetsCalled: true,
  resetsCount: true,
  rank: 5,
  owner: "bob",
  correctsOffset: true,
};

for (const { name, live } of SAME_ENGINES) {
  describe(`A run that changes its leads, on ${name}`, () => {
    const setup = useAdminSetup({ database: { engine: live } });
    const store = () => createRunStore(setup().database.root, EVERY_CUSTOMER);

    before(async () => {
      const { database } = setup();
      await createUser(database, "east", { user_level: 8 }, " EAST - -");
      await database.sql(
        "ALTER TABLE vicidial_lists ADD COLUMN time_zone_setting VARCHAR(30) DEFAULT 'COUNTRY_AND_AREA_CODE'",
      );
      await database.root("vicidial_lists").insert([
        { list_id: 1001, list_name: "Spring", campaign_id: "EAST", active: "Y" },
        { list_id: 2002, list_name: "Second pass", campaign_id: "EAST", active: "Y" },
        {
          list_id: 3003,
          list_name: "By postal code",
          campaign_id: "EAST",
          active: "Y",
          time_zone_setting: "POSTAL_CODE",
        },
      ]);
      await database.root("vicidial_phone_codes").insert({
        country_code: 1,
        areacode: "555",
        state: "",
        GMT_offset: "-7",
        DST_range: "",
      });
    });

    beforeEach(async () => {
      for (const table of ["vicidial_list", "vicidial_list_archive", "vicidial_campaign_dnc"])
        await setup().database.root(table).delete();
    });

    const undo = (id: number) =>
      store().create({
        customer: "default",
        user: "boss",
        requestId: "of-a-test",
        direction: "archive",
        source: { kind: "run", runId: id },
      });

    it("changes every lead that it restores, keeps the dates, and returns every byte when it is undone", async () => {
      const { database } = setup();
      const ids = idsFrom(1, 60);
      await insertLeads(database, "vicidial_list_archive", ids);
      await insertLeads(database, "vicidial_list", [7]);
      const before = await readLeads(database, "vicidial_list_archive");
      const id = await createRun(database, ids);
      const done = await runToEnd(database, id, { changes: CHANGES });
      expect(done.changes).to.deep.equal(CHANGES);
      expect(done.counts).to.deep.equal({ moved: 59, deleted: 1 });
      const rows = await database.root("vicidial_list").whereNot({ lead_id: 7 });
      const facts = rows.map((row) =>
        [
          row.list_id,
          row.status,
          row.called_since_last_reset,
          row.called_count,
          row.rank,
          row.owner,
          row.gmt_offset_now,
          row.modify_date,
          row.entry_list_id,
        ].join(" "),
      );
      expect([...new Set(facts)]).to.deep.equal(["2002 NEW N 0 5 bob -7.00 2024-06-01 11:30:00 1001"]);
      const [already] = await database.root("vicidial_list").where({ lead_id: 7 });
      expect([already.status, already.list_id], "live already").to.deep.equal(["NA", 1001]);

      await database.sql("UPDATE vicidial_list SET rank = 9, modify_date = modify_date WHERE lead_id = 3");
      const undoId = await undo(id);
      const ready = await untilRun(database, undoId, "ready");
      expect(ready.tally.combinations).to.deep.equal({ "": 58, changed: 1 });
      expect((await runToEnd(database, undoId, { skip: ["changed"] })).counts).to.deep.equal({
        moved: 58,
        left_out: 1,
      });
      const after = await readLeads(database, "vicidial_list_archive");
      expect(after).to.deep.equal(new Map([...before].filter(([leadId]) => leadId !== 3 && leadId !== 7)));
      expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([3, 7]);
    });

    it("leaves the GMT offset to Vicidial where the list follows another rule", async () => {
      const { database } = setup();
      await insertLead(database, "vicidial_list_archive", 1, { phone_number: "5550000001" });
      const id = await createRun(database, [1]);
      await runToEnd(database, id, { changes: { listId: "3003", correctsOffset: true } });
      const [row] = await database.root("vicidial_list").where({ lead_id: 1 });
      expect([row.list_id, row.gmt_offset_now]).to.deep.equal([3003, "-5.00"]);
    });

    it("skips leads on the DNC list of the campaign that they would move to", async () => {
      const { database } = setup();
      await insertLead(database, "vicidial_list_archive", 1, { list_id: 9009 });
      await insertLead(database, "vicidial_list_archive", 2, { list_id: 9009, phone_number: "5550000002" });
      await database
        .root("vicidial_campaign_dnc")
        .insert({ phone_number: "5550000002", campaign_id: "EAST" });
      const id = await createRun(database, [1, 2]);
      await runToEnd(database, id, { skip: ["dnc"], changes: { listId: "2002" } });
      expect([...(await outcomesOf(database, id))]).to.deep.equal([
        [2, "left_out: dnc"],
        [1, "moved"],
      ]);
    });

    it("pauses before any lead moves if its user may no longer access the list, and goes on once that is fixed", async () => {
      const { database } = setup();
      await insertLeads(database, "vicidial_list_archive", [1, 2]);
      const id = await createRun(database, [1, 2], { user: "east" });
      await untilRun(database, id, "ready");
      await database.root("vicidial_lists").where({ list_id: 2002 }).update({ campaign_id: "WEST" });
      await store().start(id, { ...NO_OPTIONS, changes: { listId: "2002" } });
      await untilRun(database, id, "paused");
      expect((await readRun(database, id)).hold).to.deep.include({
        code: "owner_rights",
        detail: "target_list",
      });
      expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([]);
      await database.root("vicidial_lists").where({ list_id: 2002 }).update({ campaign_id: "EAST" });
      await store().resume(id);
      expect((await untilRun(database, id, "done")).counts).to.deep.equal({ moved: 2 });
      const lists = await database.root("vicidial_list").pluck("list_id");
      expect(lists).to.deep.equal([2002, 2002]);
    });
  });
}
