import { expect } from "chai";
import type { Knex } from "knex";
import { LEAD_WARNINGS, type LeadWarning } from "../../server/runs/leadWarnings.ts";
import { createLeadWarningChecks } from "../../server/runs/work/leadWarningChecks.ts";
import type { ListScope } from "../../server/vicidial/lists.ts";
import { connectTo, createTestDatabase, type TestDatabase } from "../support/database.ts";
import { insertLead, insertLeads, type LeadRow } from "../support/factories.ts";
import { idsFrom } from "../support/leadIds.ts";
import { SAME_ENGINES } from "../support/leadStates.ts";

const NOW = new Date("2026-07-01T12:00:00Z");
const EVERY: ListScope = { kind: "every" };

for (const { name, live } of SAME_ENGINES) {
  describe(`The check of leads before a move, on ${name}`, () => {
    let database: TestDatabase;
    let db: Knex;
    let nextId = 1;

    before(async () => {
      database = await createTestDatabase({ engine: live });
      db = connectTo(database);
      await database.root("vicidial_lists").insert([
        { list_id: 1001, list_name: "Spring", campaign_id: "ACTIVE", active: "Y" },
        { list_id: 1002, list_name: "Autumn", campaign_id: "ACTIVE", active: "N" },
        { list_id: 1003, campaign_id: "ACTIVE", active: "Y", expiration_date: "2026-06-30" },
      ]);
    });

    after(async () => {
      await db.destroy();
      await database.drop();
    });

    /** Inserts an archived lead with a unique number. Only the given columns can cause warnings. */
    async function archived(columns: LeadRow = {}): Promise<number> {
      const id = nextId++;
      const phone = `777${String(id).padStart(7, "0")}`;
      await insertLead(database, "vicidial_list_archive", id, {
        phone_number: phone,
        entry_list_id: 0,
        ...columns,
      });
      return id;
    }

    async function warningsOf(leadId: number, scope = EVERY): Promise<readonly LeadWarning[]> {
      const { leads, unchecked } = await createLeadWarningChecks(db, database.name).of([leadId], {
        scope,
        now: NOW,
      });
      expect(unchecked).to.deep.equal([]);
      return leads[0]?.warnings ?? expect.fail("the lead is not told of");
    }

    it("finds nothing to report about a lead that will move and not be dialled", async () => {
      expect(await warningsOf(await archived())).to.deep.equal([]);
    });

    it("reports leads that will not move: missing, in inaccessible lists, or different from the live lead", async () => {
      expect(await warningsOf(999_999)).to.deep.equal(["missing"]);
      const own = { kind: "some", listIds: new Set(["1002"]) } as const;
      expect(await warningsOf(await archived(), own)).to.deep.equal(["missing"]);
      const id = await archived();
      await insertLead(database, "vicidial_list", id, { last_name: "SMITH" });
      expect(await warningsOf(id)).to.deep.equal(["differs"]);
    });

    it("reports an identical live copy, and checks nothing else about such a lead", async () => {
      const id = await archived({ called_since_last_reset: "N" });
      await database.sql("INSERT INTO vicidial_list SELECT * FROM vicidial_list_archive WHERE lead_id = ?", [
        id,
      ]);
      expect(await warningsOf(id)).to.deep.equal(["equal"]);
    });

    it("reports a list that is missing, inactive or expired", async () => {
      expect(await warningsOf(await archived({ list_id: 4444 }))).to.deep.equal(["list_gone"]);
      expect(await warningsOf(await archived({ list_id: 1002 }))).to.deep.equal(["list_inactive"]);
      expect(await warningsOf(await archived({ list_id: 1003 }))).to.deep.equal(["list_inactive"]);
    });

    it("reports leads that could be dialled immediately", async () => {
      expect(await warningsOf(await archived({ called_since_last_reset: "N" }))).to.deep.equal(["dialable"]);
      const inactive = await archived({ called_since_last_reset: "N", list_id: 1002 });
      expect(await warningsOf(inactive)).to.deep.equal(["list_inactive"]);
    });

    it("reports numbers on the internal DNC list, on their campaign's DNC list, and in a listed area code", async () => {
      await database
        .root("vicidial_dnc")
        .insert([{ phone_number: "2025550001" }, { phone_number: "303XXXXXXX" }]);
      await database.root("vicidial_campaign_dnc").insert([
        { phone_number: "2025550002", campaign_id: "ACTIVE" },
        { phone_number: "2025550003", campaign_id: "OTHER" },
      ]);
      const of = async (phone: string) => warningsOf(await archived({ phone_number: phone }));
      expect(await of("2025550001")).to.deep.equal(["dnc"]);
      expect(await of("3035550001")).to.deep.equal(["dnc"]);
      expect(await of("2025550002")).to.deep.equal(["dnc"]);
      expect(await of("2025550003"), "another campaign's list").to.deep.equal([]);
    });

    it("reports a number that is live under another lead id", async () => {
      await insertLead(database, "vicidial_list", 800_000, { phone_number: "2125559999" });
      expect(await warningsOf(await archived({ phone_number: "2125559999" }))).to.deep.equal(["phone_live"]);
    });

    it("reports an archived callback, unless it was made or another callback is pending", async () => {
      const [waiting, made, waitsLive] = [await archived(), await archived(), await archived()];
      await database.root("vicidial_callbacks_archive").insert([
        { callback_id: 1, lead_id: waiting, status: "ACTIVE" },
        { callback_id: 2, lead_id: made, status: "INACTIVE" },
        { callback_id: 3, lead_id: waitsLive, status: "LIVE" },
      ]);
      await database
        .root("vicidial_callbacks")
        .insert({ callback_id: 9, lead_id: waitsLive, status: "ACTIVE" });
      expect(await warningsOf(waiting)).to.deep.equal(["callback_archived"]);
      expect(await warningsOf(made)).to.deep.equal([]);
      expect(await warningsOf(waitsLive)).to.deep.equal([]);
    });

    it("reports custom fields that were deleted", async () => {
      await database.sql(
        "CREATE TABLE custom_1001 (lead_id INT UNSIGNED NOT NULL PRIMARY KEY, extra VARCHAR(9))",
      );
      const [kept, lost] = [await archived({ entry_list_id: 1001 }), await archived({ entry_list_id: 1001 })];
      await database.sql("INSERT INTO custom_1001 VALUES (?, 'x')", [kept]);
      expect(await warningsOf(kept)).to.deep.equal([]);
      expect(await warningsOf(lost)).to.deep.equal(["custom_missing"]);
      expect(await warningsOf(await archived({ entry_list_id: 5555 })), "no such table").to.deep.equal([]);
    });

    it("reports a UTC offset that has changed since the lead was archived", async () => {
      await database.root("vicidial_phone_codes").insert({
        country_code: 1,
        areacode: "646",
        GMT_offset: "-5",
        DST: "Y",
        DST_range: "SSM-FSN",
      });
      const of = async (offset: string) =>
        warningsOf(
          await archived({ phone_number: `64655${String(nextId).padStart(5, "0")}`, gmt_offset_now: offset }),
        );
      expect(await of("-5.00"), "winter's, in July").to.deep.equal(["offset_stale"]);
      expect(await of("-4.00")).to.deep.equal([]);
    });

    it("reports all warnings of a lead at once, for every lead of a long list", async () => {
      const ids = idsFrom(500_000, 500_600);
      await insertLeads(database, "vicidial_list_archive", ids);
      await database.root("vicidial_list_archive").whereIn("lead_id", ids).update({ entry_list_id: 0 });
      await database
        .root("vicidial_list_archive")
        .where({ lead_id: 500_300 })
        .update({ phone_number: "2025550001", called_since_last_reset: "N" });
      const { leads } = await createLeadWarningChecks(db, database.name).of(ids, { scope: EVERY, now: NOW });
      expect(leads.map(({ leadId }) => leadId)).to.deep.equal(ids);
      const raised = leads.filter(({ warnings }) => warnings.length > 0);
      expect(raised).to.have.lengthOf(1);
      expect(LEAD_WARNINGS.filter((concern) => raised[0]?.warnings.includes(concern))).to.deep.equal([
        "dnc",
        "dialable",
      ]);
    });

    it("skips checks whose tables are missing, and reports which", async () => {
      await database.sql("DROP TABLE vicidial_campaign_dnc");
      await database.sql("RENAME TABLE vicidial_callbacks_archive TO elsewhere");
      const id = await archived({ called_since_last_reset: "N" });
      const warningChecks = createLeadWarningChecks(db, database.name);
      expect(await warningChecks.of([id], { scope: EVERY, now: NOW })).to.deep.equal({
        leads: [{ leadId: id, warnings: ["dialable"] }],
        unchecked: ["dnc", "callback_archived"],
      });
    });
  });
}
