import { expect } from "chai";
import { DEARCHIVE } from "../../server/leads/tables/direction.ts";
import { passwordOf, useAdminSetup } from "../support/adminSetup.ts";
import { createUser, insertLead, insertLeads, leadIdsIn, readLeads } from "../support/factories.ts";
import { removeRules, saveRule } from "../support/hours.ts";
import { idsFrom } from "../support/leadIds.ts";
import { SAME_ENGINES } from "../support/leadStates.ts";
import { orderFor, withMover } from "../support/mover.ts";
import { leadResult, recordBatch } from "../support/recordBatch.ts";

for (const { name, live } of SAME_ENGINES) {
  describe(`Taking a batch back, on ${name}`, function () {
    this.timeout(60_000);
    const setup = useAdminSetup({ database: { engine: live } });
    let nextId = 1;

    /** Brings so many leads back by a call, and tells their ids and the batch. */
    async function bringBack(count: number) {
      const { database } = setup();
      const ids = idsFrom(nextId, nextId + count - 1);
      nextId += count;
      await insertLeads(database, "vicidial_list_archive", ids);
      return { ids, batch: await move(ids) };
    }

    async function move(ids: readonly number[]): Promise<number> {
      await withMover(setup().database, (mover) => mover.move(orderFor(DEARCHIVE, ids)));
      return newest();
    }

    async function newest(): Promise<number> {
      const [row] = await setup().database.root("dearchive_batches").max({ id: "id" });
      return Number(row?.id);
    }

    async function versionOf(batch: number, user = "mover"): Promise<string> {
      const page = await setup().get(user, `/history/${batch}/undo`);
      return /name="version" value="([^"]+)"/.exec(page.text)?.[1] ?? expect.fail(page.text);
    }

    function submit(batch: number, version: string, fields: Record<string, string> = {}, user = "mover") {
      return setup().submit(user, `/history/${batch}/undo`, { version, ...fields });
    }

    async function archivedOf(ids: readonly number[]): Promise<readonly number[]> {
      const archived = await leadIdsIn(setup().database, "vicidial_list_archive");
      return ids.filter((id) => archived.includes(id));
    }

    it("moves back what is unchanged, leaves the rest alone, and can be taken back in turn", async () => {
      const { database, get } = setup();
      const { ids, batch } = await bringBack(6);
      const [first = 0, changed = 0, gone = 0, movedOn = 0, late = 0] = ids;
      const before = await readLeads(database, "vicidial_list");
      await database.root("vicidial_list").where({ lead_id: changed }).update({ status: "SALE" });
      await database.root("vicidial_list").where({ lead_id: gone }).delete();
      await recordBatch(database.root, { leads: [leadResult("moved", movedOn)], direction: "archive" });

      const asked = await get("mover", `/history/${batch}/undo`);
      expect(asked.text).to.match(/<strong class="number">3<\/strong> leads go back\s+into the archive/);
      expect(asked.text)
        .to.include(`moved again by batch #${batch + 1}`)
        .and.include("gone: in neither table");

      const stale = await versionOf(batch);
      await database.root("vicidial_list").where({ lead_id: late }).update({ called_count: 4 });
      const refused = await submit(batch, stale);
      expect(refused.status).to.equal(409);
      expect(refused.text).to.include("Something changed while you were here").and.include(`lead_id=${late}`);
      expect(await archivedOf(ids)).to.deep.equal([]);

      const fresh = await versionOf(batch);
      const done = await submit(batch, fresh);
      const undo = await newest();
      expect([done.status, done.headers.get("Location")]).to.deep.equal([
        303,
        `/vicidial/dearchive/history/${undo}`,
      ]);
      expect(await archivedOf(ids)).to.deep.equal([first, first + 5]);
      expect((await readLeads(database, "vicidial_list_archive")).get(first)).to.equal(before.get(first));
      expect((await get("mover", `/history/${batch}`)).text).to.include(`history/${undo}">Batch #${undo}`);
      expect((await get("mover", `/history/${undo}`)).text).to.include(
        `Undoes</dt><dd><a href="/vicidial/dearchive/history/${batch}"`,
      );
      const [row] = await database.sql(
        "SELECT key_id, vicidial_user, direction, state FROM dearchive_batches WHERE id = ?",
        [undo],
      );
      expect(row).to.deep.equal({
        key_id: null,
        vicidial_user: "mover",
        direction: "archive",
        state: "done",
      });
      const logged = await database.sql(
        "SELECT event_code FROM vicidial_admin_log WHERE user = 'mover' AND record_id = ?",
        [String(batch)],
      );
      expect(logged).to.deep.equal([{ event_code: `Lead Dearchive: batch ${batch} taken back` }]);

      await submit(undo, await versionOf(undo));
      expect(await archivedOf(ids)).to.deep.equal([]);
      expect((await readLeads(database, "vicidial_list")).get(first)).to.equal(before.get(first));
      expect(
        (await submit(batch, fresh)).status,
        "the form sent once more, when the leads are live again",
      ).to.equal(409);
      expect(await archivedOf(ids)).to.deep.equal([]);

      await submit(batch, await versionOf(batch), { with_changed: "on" });
      expect(await archivedOf(ids)).to.deep.equal(ids.filter((id) => id !== gone));
    });

    it("takes back copies that were left in both tables, and brings them back in turn", async () => {
      const { database } = setup();
      const ids = idsFrom(nextId, nextId + 1);
      nextId += 2;
      await insertLeads(database, "vicidial_list_archive", ids);
      const flags = { insert: true, update: false, delete: false };
      await withMover(database, (mover) => mover.move(orderFor(DEARCHIVE, ids, { flags })));
      const batch = await newest();
      expect((await submit(batch, await versionOf(batch))).status).to.equal(303);
      const liveOf = async () =>
        (await leadIdsIn(database, "vicidial_list")).filter((id) => ids.includes(id));
      expect([await liveOf(), await archivedOf(ids)]).to.deep.equal([[], ids]);
      const undo = await newest();
      expect((await submit(undo, await versionOf(undo))).status).to.equal(303);
      expect([await liveOf(), await archivedOf(ids)]).to.deep.equal([ids, []]);
    });

    it("moves no more than 500 leads at a time", async () => {
      const { ids, batch } = await bringBack(501);
      const done = await submit(batch, await versionOf(batch));
      expect(done.headers.get("Location")).to.equal(`/vicidial/dearchive/history/${batch}`);
      expect(await archivedOf(ids)).to.deep.equal(ids);
      const parts = await setup().database.sql<{ leads: number }>(
        "SELECT select_count AS leads FROM dearchive_batches JOIN dearchive_undos ON undone_by = id WHERE batch_id = ?",
        [batch],
      );
      expect(parts.map(({ leads }) => leads).sort()).to.deep.equal([250, 251]);
    });

    it("happens once, however often the form is sent at once", async () => {
      const { ids, batch } = await bringBack(3);
      const version = await versionOf(batch);
      const answers = await Promise.all([1, 2, 3].map(() => submit(batch, version)));
      expect(answers.map(({ status }) => status).sort()).to.deep.equal([303, 409, 409]);
      expect(await archivedOf(ids)).to.deep.equal(ids);
      const undone = await setup().database.root("dearchive_undos").where({ batch_id: batch });
      expect(undone).to.have.lengthOf(1);
    });

    it("is refused during office hours, with their reason, and changes nothing", async () => {
      const { ids, batch } = await bringBack(1);
      const version = await versionOf(batch);
      await saveRule(setup().database, "mon-sun 00:00-24:00", { name: "always closed" });
      try {
        const refused = await submit(batch, version);
        expect(refused.status).to.equal(409);
        expect(refused.text).to.include("the rule “always closed” lets no lead be moved");
        expect((await setup().get("mover", `/history/${batch}/undo`)).text).to.not.include(
          "Take the batch back",
        );
      } finally {
        await removeRules(setup().database);
      }
      expect(await archivedOf(ids)).to.deep.equal([]);
    });

    it("is for those who may move leads and see the history, and for leads of their lists only", async () => {
      const { database, get } = setup();
      const { ids, batch } = await bringBack(1);
      const foreign = nextId++;
      await insertLead(database, "vicidial_list_archive", foreign, { list_id: 7777 });
      const mixed = await move([foreign]);
      await database.sql("INSERT IGNORE INTO vicidial_lists (list_id, campaign_id) VALUES (1001, 'OWN')");
      await createUser(database, "owner", { pass: passwordOf("owner"), view_reports: "1" }, " OWN -");
      await createUser(database, "blind", { pass: passwordOf("blind") });
      for (const user of ["reporter", "blind"]) {
        expect((await get(user, `/history/${batch}/undo`)).status, user).to.equal(403);
        expect((await submit(batch, "x", {}, user)).status, user).to.equal(403);
      }
      expect((await get("reporter", `/history/${batch}`)).text).to.not.include("/undo");
      expect(
        (await submit(mixed, await versionOf(mixed, "mover"), { with_changed: "on" }, "owner")).status,
      ).to.equal(409);
      expect((await submit(batch, await versionOf(batch, "owner"), {}, "owner")).status).to.equal(303);
      expect(await archivedOf([...ids, foreign])).to.deep.equal(ids);
    });
  });
}
