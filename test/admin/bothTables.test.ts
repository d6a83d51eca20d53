import { expect } from "chai";
import { passwordOf, useAdminSetup } from "../support/adminSetup.ts";
import {
  createUser,
  insertLead,
  insertLeads,
  type LeadRow,
  leadIdsIn,
  readLeads,
} from "../support/factories.ts";
import { idsFrom } from "../support/leadIds.ts";
import { SAME_ENGINES } from "../support/leadStates.ts";
import { until } from "../support/waiting.ts";

/** Values that careless conversions would change. */
const ODD: LeadRow = {
  last_name: "Zoë ",
  comments: null,
  email: "",
  date_of_birth: "0000-00-00",
  gmt_offset_now: "5.50",
  phone_number: "5550001111",
  modify_date: "2024-01-02 03:04:05",
};

for (const { name, live } of SAME_ENGINES) {
  describe(`Leads in both tables, on ${name}`, () => {
    const setup = useAdminSetup({
      database: { engine: live, charset: live === "myisam" ? "latin1" : "utf8mb4" },
    });
    let nextId = 1;

    before(async () => {
      const { database } = setup();
      const reports = { view_reports: "1" };
      await createUser(database, "masked", {
        pass: passwordOf("masked"),
        ...reports,
        admin_hide_phone_data: "1",
      });
      await createUser(database, "owner", { pass: passwordOf("owner"), ...reports }, " OWN -");
      await createUser(database, "blind", { pass: passwordOf("blind") });
      await database
        .root("vicidial_lists")
        .insert({ list_id: 2002, list_name: "Own", campaign_id: "OWN", active: "Y" });
    });

    async function makeDuplicate(archived: LeadRow = {}, inLive: LeadRow = {}): Promise<number> {
      const leadId = nextId++;
      const { database } = setup();
      await insertLead(database, "vicidial_list", leadId, inLive);
      await insertLead(database, "vicidial_list_archive", leadId, archived);
      return leadId;
    }

    async function rowsOf(leadId: number) {
      const { database } = setup();
      const [inLive, inArchive] = [
        await readLeads(database, "vicidial_list"),
        await readLeads(database, "vicidial_list_archive"),
      ];
      return { live: inLive.get(leadId), archived: inArchive.get(leadId) };
    }

    async function keep(copy: "live" | "archived", leadIds: readonly number[], user = "mover") {
      const { get, submit } = setup();
      const query = leadIds.map((leadId) => `lead_id=${leadId}`).join("&");
      const { text } = await get("mover", `/history/lead/resolve?${query}`);
      const form = new URLSearchParams({ keep: copy });
      for (const leadId of leadIds) form.append("lead_id", String(leadId));
      for (const [, version = ""] of text.matchAll(/name="version" value="([^"]+)"/g))
        form.append("version", version);
      return submit(user, "/history/lead/resolve", form);
    }

    const resolutions = () => setup().database.root("dearchive_resolutions");

    async function putBack(leadId: number, user = "mover") {
      const [row] = await resolutions().where({ lead_id: leadId }).orderBy("id", "desc");
      return setup().submit(user, "/history/resolved/undo", {
        pick: String(row?.id),
        lead_id: String(leadId),
      });
    }

    /** Searches for leads in both tables until it has found as many. */
    async function untilFound(count: number): Promise<void> {
      const { database, submit } = setup();
      await until(`${count} leads are found`, async () => {
        await submit("mover", "/history/both/search", {});
        return (await database.root("dearchive_duplicates").pluck("lead_id")).length === count;
      });
    }

    it("keep either copy, and get the deleted one back byte for byte", async () => {
      for (const copy of ["live", "archived"] as const) {
        const leadId = await makeDuplicate(ODD, { ...ODD, last_name: " Zoë" });
        for (const table of ["vicidial_list", "vicidial_list_archive"])
          await setup().database.sql(
            `UPDATE IGNORE ${table} SET gender = 'no value of the list', modify_date = modify_date WHERE lead_id = ?`,
            [leadId],
          );
        const before = await rowsOf(leadId);
        expect((await keep(copy, [leadId])).status, copy).to.equal(303);
        const removed = copy === "live" ? "archived" : "live";
        expect(await rowsOf(leadId)).to.deep.equal({ ...before, [removed]: undefined });
        expect((await putBack(leadId)).status).to.equal(303);
        expect(await rowsOf(leadId), "put back").to.deep.equal(before);
        const [row] = await resolutions().where({ lead_id: leadId });
        expect([row?.removed_copy, row?.undone_by]).to.deep.equal([removed, "mover"]);
        expect((await putBack(leadId)).status, "a second time").to.equal(404);
        const { text } = await setup().get("mover", `/history/lead?lead_id=${leadId}`);
        expect(text).to.include(`User mover kept the ${copy} copy.`).and.include("User mover put it back");
      }
    });

    it("resolve many leads at once, and leave out those that changed, are being called or hide data", async () => {
      const [plain, called] = [await makeDuplicate(ODD), await makeDuplicate(ODD, { status: "INCALL" })];
      const before = await rowsOf(called);
      const done = await keep("archived", [plain, called]);
      const notice = await setup().get(
        "mover",
        (done.headers.get("Location") ?? "").replace(/^.*dearchive/, ""),
        {
          Cookie: done.headers.get("Set-Cookie") ?? "",
        },
      );
      expect(done.status).to.equal(303);
      expect(notice.text).to.include("Resolved leads").and.include(`lead_id=${plain}"`);
      expect((await rowsOf(plain)).live).to.equal(undefined);
      expect(await rowsOf(called)).to.deep.equal(before);
      const single = await keep("archived", [called]);
      expect([single.status, single.text.includes("the lead is being called")]).to.deep.equal([409, true]);
      const both = [await makeDuplicate(ODD), await makeDuplicate(ODD)];
      expect((await keep("live", both, "masked")).status).to.equal(303);
      expect((await rowsOf(both[0] ?? 0)).archived, "hidden data").to.be.a("string");
    });

    it("put no copy back over another lead's data, or into a table that cannot hold it", async () => {
      const { database } = setup();
      const leadId = await makeDuplicate(ODD);
      await keep("live", [leadId]);
      await insertLead(database, "vicidial_list_archive", leadId, { last_name: "Other" });
      const before = await rowsOf(leadId);
      await putBack(leadId);
      expect(await rowsOf(leadId)).to.deep.equal(before);
      await database.root("vicidial_list_archive").where({ lead_id: leadId }).delete();
      await database.sql("ALTER TABLE vicidial_list_archive MODIFY last_name VARCHAR(2)");
      try {
        await putBack(leadId);
        expect((await rowsOf(leadId)).archived).to.equal(undefined);
        expect((await resolutions().where({ lead_id: leadId }))[0]?.undone_at).to.equal(null);
      } finally {
        await database.sql("ALTER TABLE vicidial_list_archive MODIFY last_name VARCHAR(30)");
      }
      await putBack(leadId);
      expect((await rowsOf(leadId)).archived).to.be.a("string");
      await keep("live", [leadId]);
      await resolutions().where({ lead_id: leadId }).update({ saved: "[" });
      const archived = await leadIdsIn(database, "vicidial_list_archive");
      await putBack(leadId);
      expect(await leadIdsIn(database, "vicidial_list_archive"), "of a damaged entry").to.deep.equal(
        archived,
      );
    });

    it("are found in the background, counted on the overview, and listed with what differs", async () => {
      const { database, get } = setup();
      // No search in the middle of these changes.
      await database.root("dearchive_duplicate_searches").update({ next_at: "2099-01-01 00:00:00" });
      for (const table of ["vicidial_list", "vicidial_list_archive"]) await database.root(table).delete();
      await insertLeads(database, "vicidial_list_archive", idsFrom(1001, 1060));
      await insertLeads(database, "vicidial_list", idsFrom(1010, 1060));
      await database
        .root("vicidial_list")
        .where({ lead_id: 1010 })
        .update({ last_name: "SMITH", status: "SALE" });
      await database.root("vicidial_list").where({ lead_id: 1011 }).update({ list_id: 2002 });
      for (const table of ["vicidial_list", "vicidial_list_archive"])
        await database.root(table).where({ lead_id: 1012 }).update({ list_id: 2002 });
      await untilFound(51);
      const overview = (await get("mover")).text;
      expect(overview).to.include("51 leads are in both tables.").and.include("/history/both");
      expect((await get("blind")).text).to.not.include("/history/both");
      expect((await get("owner")).text, "in lists of the user's group").to.include(
        "1 lead is in both tables.",
      );

      const page = (await get("mover", "/history/both")).text;
      expect(page)
        .to.include("51 leads in both tables")
        .and.match(/status<\/span>[^→]*NA[^→]*→[^→]*SALE/);
      expect(page).to.include("Copies are equal").and.include('rel="next"').and.include("1001 → 2002");
      const idsIn = async (query: string, user = "mover") =>
        [...(await get(user, `/history/both?${query}`)).text.matchAll(/name="lead_id" value="(\d+)"/g)].map(
          ([, id]) => Number(id),
        );
      expect(await idsIn("copies=differ")).to.deep.equal([1010, 1011]);
      expect(await idsIn("column=status")).to.deep.equal([1010]);
      expect(await idsIn("list=2002")).to.deep.equal([1011, 1012]);
      expect(await idsIn("after=1059")).to.deep.equal([1060]);
      expect((await get("mover", "/history/both?list=x")).status).to.equal(422);
      expect(await idsIn("", "owner"), "only with both copies in the user's lists").to.deep.equal([1012]);
      await database.root("vicidial_list").where({ lead_id: 1013 }).delete();
      expect(await idsIn("after=1012&copies=equal"), "no longer in both").to.not.include(1013);
      await untilFound(50);
    });

    it("are kept from users without the rights to move leads and view the history, and from other lists", async () => {
      const { get, submit } = setup();
      const leadId = await makeDuplicate(ODD);
      for (const [user, status] of [
        ["reporter", 403],
        ["blind", 403],
        ["owner", 404],
      ] as const)
        for (const copy of ["live", "archived"] as const)
          expect((await keep(copy, [leadId], user)).status, `${user} ${copy}`).to.equal(status);
      expect((await keep("both" as "live", [leadId])).status).to.equal(404);
      expect(await rowsOf(leadId))
        .to.have.property("archived")
        .that.is.a("string");
      await keep("live", [leadId]);
      for (const user of ["reporter", "blind"]) {
        for (const path of ["/history/both", "/history/resolved"])
          expect((await get(user, path)).status, `${user} ${path}`).to.equal(403);
        expect((await putBack(leadId, user)).status, user).to.equal(403);
        expect((await submit(user, "/history/both/search", {})).status, user).to.equal(403);
      }
      expect((await putBack(leadId, "owner")).status).to.equal(404);
      expect((await get("owner", "/history/resolved")).text).to.not.include(`lead_id=${leadId}"`);
      expect((await get("masked", "/history/resolved")).text).to.not.include("5550001111");
      expect((await rowsOf(leadId)).archived).to.equal(undefined);
      // The saved row is in a list of this user's, but the lead is not any more.
      await resolutions()
        .where({ lead_id: leadId })
        .update({ saved: '[{"column":"list_id","text":"2002"}]' });
      expect((await get("owner", "/history/resolved")).text).to.not.include(`lead_id=${leadId}"`);
      expect((await submit("mover", "/history/resolved/undo", {})).status, "none selected").to.equal(303);
    });
  });
}
