import { expect } from "chai";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { createResolutions } from "../../server/history/resolutions.ts";
import { createDuplicates } from "../../server/leads/tables/duplicates.ts";
import { passwordOf, useAdminSetup } from "../support/adminSetup.ts";
import { connectTo } from "../support/database.ts";
import { createUser, insertLead, type LeadRow, readLeads } from "../support/factories.ts";
import { SAME_ENGINES } from "../support/leadStates.ts";
import { leadResult, recordBatch } from "../support/recordBatch.ts";

/** Values that careless conversions would change. */
const ODD: LeadRow = {
  last_name: "Zoë ",
  first_name: "ann",
  comments: null,
  email: "",
  date_of_birth: "0000-00-00",
  gmt_offset_now: "5.50",
  phone_number: "5550001111",
};

for (const { name, live } of SAME_ENGINES) {
  describe(`Keeping the live copy of a lead in both tables, on ${name}`, () => {
    const setup = useAdminSetup({
      database: { engine: live, charset: live === "myisam" ? "latin1" : "utf8mb4" },
    });
    let nextId = 1;

    before(async () => {
      const { database } = setup();
      const masked = { view_reports: "1", admin_hide_phone_data: "1" };
      await createUser(database, "masked", { pass: passwordOf("masked"), ...masked });
      await createUser(database, "owner", { pass: passwordOf("owner"), view_reports: "1" }, " OWN -");
      await createUser(database, "blind", { pass: passwordOf("blind") });
    });

    async function makeDuplicate(archived: LeadRow = ODD): Promise<number> {
      const leadId = nextId++;
      await insertLead(setup().database, "vicidial_list", leadId);
      await insertLead(setup().database, "vicidial_list_archive", leadId, archived);
      return leadId;
    }

    const pathOf = (leadId: number) => `/history/lead/resolve?lead_id=${leadId}`;

    async function versionOf(leadId: number, user = "mover"): Promise<string> {
      const page = await setup().get(user, pathOf(leadId));
      return /name="version" value="([^"]+)"/.exec(page.text)?.[1] ?? expect.fail(page.text);
    }

    function submit(leadId: number, version: string, user = "mover") {
      return setup().submit(user, "/history/lead/resolve", {
        lead_id: String(leadId),
        version,
        keep: "live",
      });
    }

    async function rowsOf(leadId: number) {
      const [inLive, inArchive] = [
        await readLeads(setup().database, "vicidial_list"),
        await readLeads(setup().database, "vicidial_list_archive"),
      ];
      return { live: inLive.get(leadId), archived: inArchive.get(leadId) };
    }

    const resolutionsOf = (leadId: number) =>
      setup().database.root("dearchive_resolutions").where({ lead_id: leadId });

    it("saves the complete archived copy, deletes it, and shows the user and the saved data", async () => {
      const { database, get } = setup();
      const leadId = await makeDuplicate();
      const batch = await recordBatch(database.root, {
        leads: [
          {
            ...leadResult("kept_differs", leadId),
            differences: [{ column: "first_name", source: "ann", target: "Ann" }],
          },
        ],
      });
      expect((await get("mover", `/history/${batch}`)).text).to.include(`lead/resolve?lead_id=${leadId}`);
      expect((await get("reporter", `/history/${batch}`)).text).to.not.include("lead/resolve");
      const before = await rowsOf(leadId);
      const archived = await database.root("vicidial_list_archive").where({ lead_id: leadId }).first();

      const done = await submit(leadId, await versionOf(leadId));
      expect([done.status, done.headers.get("Location")]).to.deep.equal([
        303,
        `/vicidial/dearchive/history/lead?lead_id=${leadId}`,
      ]);
      expect(await rowsOf(leadId)).to.deep.equal({ live: before.live, archived: undefined });
      const [saved] = await resolutionsOf(leadId);
      expect(saved?.vicidial_user).to.equal("mover");
      expect(saved?.removed_at).to.not.equal(null);
      const cells = JSON.parse(saved?.saved ?? "[]") as {
        column: string;
        text: string | null;
        hex?: string;
      }[];
      expect(Object.fromEntries(cells.map(({ column, text }) => [column, text]))).to.deep.equal(
        Object.fromEntries(
          Object.entries(archived ?? {}).map(([column, value]) => [
            column,
            value === null ? null : String(value),
          ]),
        ),
      );
      const zoe = Buffer.from("Zoë ", live === "myisam" ? "latin1" : "utf8");
      expect(cells.find(({ column }) => column === "last_name")?.hex).to.equal(
        live === "myisam" ? zoe.toString("hex") : undefined,
      );

      const timeline = (await get("mover", `/history/lead?lead_id=${leadId}`)).text;
      expect(timeline).to.include("User mover kept the live copy").and.include("5550001111");
      expect((await get("masked", `/history/lead?lead_id=${leadId}`)).text)
        .to.include("XXXXXXXXXX")
        .and.not.include("5550001111");
      const logged = await database.sql(
        "SELECT event_type, event_notes FROM vicidial_admin_log WHERE record_id = ? AND user = 'mover'",
        [String(leadId)],
      );
      expect(logged).to.have.lengthOf(1);
      expect(JSON.stringify(logged)).to.include("phone_number").and.not.include("5550001111");
      expect((await submit(leadId, "again")).status).to.equal(409);
    });

    it("does nothing when either copy changed after the page was shown", async () => {
      const { database } = setup();
      for (const table of ["vicidial_list", "vicidial_list_archive"] as const) {
        const leadId = await makeDuplicate();
        const version = await versionOf(leadId);
        // Only the bytes reveal this change: the collation ignores trailing spaces, and modify_date stays.
        await database.sql(`UPDATE ${table} SET city = ' ', modify_date = modify_date WHERE lead_id = ?`, [
          leadId,
        ]);
        const before = await rowsOf(leadId);
        const refused = await submit(leadId, version);
        expect(refused.status, table).to.equal(409);
        expect(refused.text).to.include("One of the copies changed while this page was open");
        expect(await rowsOf(leadId)).to.deep.equal(before);
        expect(await resolutionsOf(leadId)).to.deep.equal([]);
        expect((await submit(leadId, await versionOf(leadId))).status).to.equal(303);
      }
    });

    it("deletes only the saved copy, even when it changes at the last moment", async () => {
      const leadId = await makeDuplicate();
      const db = connectTo(setup().database);
      try {
        const duplicates = createDuplicates(db, setup().database.name);
        const shown = (await duplicates.read([leadId])).get(leadId) ?? expect.fail("both rows stand");
        const note = async () => expect.fail("nothing went");
        for (const column of ["comments", "email", "last_name", "date_of_birth", "modify_date"]) {
          const archived = shown.archived.map((cell) =>
            cell.column === column ? { ...cell, bytes: Buffer.from("other") } : cell,
          );
          expect(await duplicates.remove("archived", leadId, { ...shown, archived }, note), column).to.equal(
            false,
          );
        }
        expect(await duplicates.remove("archived", leadId, { ...shown, version: "older" }, note)).to.equal(
          false,
        );
        await setup().database.root("vicidial_list").where({ lead_id: leadId }).delete();
        expect(await duplicates.remove("archived", leadId, shown, note), "without a live row").to.equal(
          false,
        );
      } finally {
        await db.destroy();
      }
      expect((await rowsOf(leadId)).archived).to.be.a("string");
    });

    it("names the user who deleted the copy, even when several users try at the same time", async () => {
      const leadId = await makeDuplicate();
      const db = connectTo(setup().database);
      try {
        const duplicates = (await createDuplicates(db, setup().database.name).read([leadId])).get(leadId);
        const resolutions = createResolutions(db, EVERY_CUSTOMER);
        const save = (user: string) =>
          resolutions.save({
            ...{ customer: "default", leadId, user, requestId: `of-${user}`, removedCopy: "archived" },
            duplicates: duplicates ?? expect.fail("both rows stand"),
          });
        const first = await save("first");
        expect(await save("second")).to.equal(first);
        await resolutions.noteRemoved(db, first, { user: "first", requestId: "of-first" });
        const [row] = await resolutionsOf(leadId);
        expect([row?.vicidial_user, row?.request_id]).to.deep.equal(["first", "of-first"]);
        expect(await save("third"), "an entry of its own").to.not.equal(first);
        expect((await resolutionsOf(leadId))[0]?.vicidial_user).to.equal("first");
      } finally {
        await db.destroy();
      }
    });

    it("loses nothing when killed after saving, and finishes when repeated", async () => {
      const leadId = await makeDuplicate();
      const { database } = setup();
      const db = connectTo(database);
      const archived = (await rowsOf(leadId)).archived;
      try {
        const duplicates = createDuplicates(db, database.name);
        const shown = (await duplicates.read([leadId])).get(leadId) ?? expect.fail("both rows stand");
        const resolutions = createResolutions(db, EVERY_CUSTOMER);
        await resolutions.save({
          customer: "default",
          leadId,
          user: "mover",
          requestId: "killed",
          removedCopy: "archived",
          duplicates: shown,
        });
        expect((await rowsOf(leadId)).archived).to.equal(archived);
        expect((await setup().get("mover", `/history/lead?lead_id=${leadId}`)).text).to.include(
          "its deletion was not confirmed",
        );
      } finally {
        await db.destroy();
      }
      expect((await submit(leadId, await versionOf(leadId))).status).to.equal(303);
      const saved = await resolutionsOf(leadId);
      expect(saved).to.have.lengthOf(1);
      expect(saved[0]?.removed_at).to.not.equal(null);
    });

    it("loses nothing when killed between deleting and recording it", async () => {
      const leadId = await makeDuplicate();
      const { database } = setup();
      const db = connectTo(database);
      const before = await rowsOf(leadId);
      try {
        const duplicates = createDuplicates(db, database.name);
        const shown = (await duplicates.read([leadId])).get(leadId) ?? expect.fail("both rows stand");
        await createResolutions(db, EVERY_CUSTOMER).save({
          customer: "default",
          leadId,
          user: "mover",
          requestId: "killed",
          removedCopy: "archived",
          duplicates: shown,
        });
        const removal = duplicates.remove("archived", leadId, shown, async (trx) => {
          await trx.raw("KILL CONNECTION CONNECTION_ID()");
        });
        expect(await removal.catch(() => "killed")).to.equal("killed");
      } finally {
        await db.destroy();
      }
      const after = await rowsOf(leadId);
      expect(after.live).to.equal(before.live);
      expect(after.archived).to.equal(live === "innodb" ? before.archived : undefined);
      expect((await resolutionsOf(leadId))[0]?.saved).to.include("5550001111");
      if (live === "innodb") expect((await submit(leadId, await versionOf(leadId))).status).to.equal(303);
    });

    it("requires the rights to move leads and view the history, access to the list, and sight of all data", async () => {
      const leadId = await makeDuplicate();
      const before = await rowsOf(leadId);
      const version = await versionOf(leadId);
      for (const [user, status] of [
        ["reporter", 403],
        ["blind", 403],
        ["owner", 404],
        ["masked", 409],
      ] as const) {
        expect((await submit(leadId, version, user)).status, user).to.equal(status);
        if (status !== 409) expect((await setup().get(user, pathOf(leadId))).status, user).to.equal(status);
      }
      const seen = (await setup().get("masked", pathOf(leadId))).text;
      expect(seen).to.include("another user must decide").and.not.include("5550001111");
      expect(await rowsOf(leadId)).to.deep.equal(before);
      for (const query of ["", "?lead_id=x", "?lead_id=999999"])
        expect((await setup().get("owner", `/history/lead/resolve${query}`)).status, query).to.equal(404);
      expect((await setup().get("mover", pathOf(999_999))).text).to.include("Nothing to resolve");
    });
  });
}
