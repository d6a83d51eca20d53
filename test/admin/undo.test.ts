import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { DEARCHIVE } from "../../server/leads/tables/direction.ts";
import { HOME, passwordOf, useAdminSetup } from "../support/adminSetup.ts";
import { HOURS_HOLD_MS } from "../support/clock.ts";
import { createUser, insertLead, insertLeads, leadIdsIn, readLeads } from "../support/factories.ts";
import { removeRules, saveRule } from "../support/hours.ts";
import { idsFrom } from "../support/leadIds.ts";
import { SAME_ENGINES } from "../support/leadStates.ts";
import { orderFor, withMover } from "../support/mover.ts";
import { leadResult, recordBatch } from "../support/recordBatch.ts";
import { readRun, untilRun } from "../support/runs.ts";
import { until } from "../support/waiting.ts";

/** The fields of the start form, with "Changed since" ticked and unticked. */
const SKIP_CHANGED = { rate: "", offered: "changed", skip: "changed" };
const WITH_CHANGED = { rate: "", offered: "changed" };

for (const { name, live } of SAME_ENGINES) {
  describe(`Undoing a batch, on ${name}`, () => {
    const setup = useAdminSetup({ database: { engine: live } });
    let nextId = 1;

    /** Restores new leads by an API request. */
    async function restore(count: number) {
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

    /** Presses "Undo this batch" and waits for the preview. */
    async function askFor(batch: number, user = "mover"): Promise<number> {
      const answer = await setup().submit(user, `/history/${batch}/undo`, {});
      expect(answer.status).to.equal(303);
      const run = Number(answer.headers.get("Location")?.split("/").at(-1));
      expect(answer.headers.get("Location")).to.equal(`${HOME}/runs/${run}`);
      await untilRun(setup().database, run, "ready");
      return run;
    }

    function start(run: number, fields: Record<string, string> = SKIP_CHANGED, user = "mover") {
      return setup().submit(user, `/runs/${run}/start`, fields);
    }

    /** Undoes a batch, and returns the batch that did it. */
    async function undo(batch: number, fields: Record<string, string> = SKIP_CHANGED, user = "mover") {
      const run = await askFor(batch, user);
      expect((await start(run, fields, user)).status).to.equal(303);
      await untilRun(setup().database, run, "done");
      return newest();
    }

    async function archivedOf(ids: readonly number[]): Promise<readonly number[]> {
      const archived = await leadIdsIn(setup().database, "vicidial_list_archive");
      return ids.filter((id) => archived.includes(id));
    }

    it("moves unchanged leads back, leaves changed leads alone, and can itself be undone", async () => {
      const { database, get } = setup();
      const { ids, batch } = await restore(6);
      const [first = 0, changed = 0, gone = 0, movedOn = 0, late = 0] = ids;
      const before = await readLeads(database, "vicidial_list");
      await database.root("vicidial_list").where({ lead_id: changed }).update({ status: "SALE" });
      await database.root("vicidial_list").where({ lead_id: gone }).delete();
      await recordBatch(database.root, { leads: [leadResult("moved", movedOn)], direction: "archive" });

      const run = await askFor(batch);
      const { text } = await get("mover", `/runs/${run}`);
      expect(text).to.match(/data-moving>3<\/strong> of 6 leads will be archived/);
      expect(text).to.match(/name="skip" value="changed" checked/);
      const [, list = ""] = text.split('id="changed"');
      expect(list).to.include(`moved again by batch #${batch + 1}`);
      expect([...list.matchAll(/lead_id=(\d+)"/g)].map(([, lead]) => Number(lead))).to.deep.equal([
        changed,
        movedOn,
      ]);
      expect((await readRun(database, run)).tally.examples.missing).to.deep.equal([gone]);
      expect(text).to.include(`Undoes</dt><dd><a href="${HOME}/history/${batch}"`);
      expect(await archivedOf(ids)).to.deep.equal([]);

      await database.root("vicidial_list").where({ lead_id: late }).update({ called_count: 4 });
      expect((await start(run)).headers.get("Location")).to.equal(`${HOME}/runs/${run}`);
      expect((await untilRun(database, run, "done")).counts).to.deep.equal({
        moved: 2,
        left_out: 3,
        not_found: 1,
      });
      const undone = await newest();
      expect(await archivedOf(ids), "without the lead that changed after the preview").to.deep.equal([
        first,
        first + 5,
      ]);
      expect((await readLeads(database, "vicidial_list_archive")).get(first)).to.equal(before.get(first));
      const page = await get("mover", `/history/${batch}`);
      expect(page.text).to.include(`history/${undone}">Batch #${undone}`);
      expect(page.text).to.include(`runs/${run}">Run #${run}</a> (done)`);
      expect((await get("mover", `/history/${undone}`)).text).to.include(
        `Undoes</dt><dd><a href="${HOME}/history/${batch}"`,
      );
      const [row] = await database.sql(
        "SELECT key_id, vicidial_user, direction, state FROM dearchive_batches WHERE id = ?",
        [undone],
      );
      expect(row).to.deep.equal({
        key_id: null,
        vicidial_user: "mover",
        direction: "archive",
        state: "done",
      });
      const logged = () =>
        database.sql("SELECT event_code FROM vicidial_admin_log WHERE user = 'mover' AND record_id = ?", [
          `batch-${batch}`,
        ]);
      await until("it is logged", async () =>
        (await logged()).some(({ event_code }) => event_code === `Lead Dearchive: batch ${batch} undone`),
      );

      await undo(undone);
      expect(await archivedOf(ids)).to.deep.equal([]);
      expect((await readLeads(database, "vicidial_list")).get(first)).to.equal(before.get(first));
      expect((await start(run)).status, "the form sent once more, when the leads are live again").to.equal(
        409,
      );
      expect(await archivedOf(ids)).to.deep.equal([]);

      await undo(batch, WITH_CHANGED);
      expect(await archivedOf(ids)).to.deep.equal(ids.filter((id) => id !== gone));
    });

    it("removes copies that were left in both tables, and recreates them when undone", async () => {
      const { database } = setup();
      const ids = idsFrom(nextId, nextId + 1);
      nextId += 2;
      await insertLeads(database, "vicidial_list_archive", ids);
      const flags = { insert: true, update: false, delete: false };
      await withMover(database, (mover) => mover.move(orderFor(DEARCHIVE, ids, { flags })));
      const undone = await undo(await newest());
      const liveOf = async () =>
        (await leadIdsIn(database, "vicidial_list")).filter((id) => ids.includes(id));
      expect([await liveOf(), await archivedOf(ids)]).to.deep.equal([[], ids]);
      await undo(undone);
      expect([await liveOf(), await archivedOf(ids)]).to.deep.equal([ids, []]);
    });

    it("warns that overwritten data cannot be recovered when the batch overwrote rows", async () => {
      const { database, get } = setup();
      const { ids } = await restore(2);
      const plain = await newest();
      const flags = { insert: true, update: true, delete: true };
      const overwriting = await recordBatch(database.root, {
        leads: ids.map((id) => leadResult("moved", id)),
        flags,
      });
      const pageOf = async (batch: number) => (await get("mover", `/runs/${await askFor(batch)}`)).text;
      expect(await pageOf(overwriting)).to.include("does not bring the overwritten data back");
      expect(await pageOf(plain)).to.not.include("does not bring the overwritten data back");
    });

    it("moves no more than 500 leads at a time, and lists every changed lead", async () => {
      const { database, get } = setup();
      const { ids, batch } = await restore(501);
      const changed = ids.filter((_, n) => n % 4 === 0);
      await database.root("vicidial_list").whereIn("lead_id", changed).update({ status: "SALE" });
      const run = await askFor(batch);
      const listed: number[] = [];
      for (let query: string | undefined = ""; query !== undefined; ) {
        const { text } = await get("mover", `/runs/${run}${query.replaceAll("&amp;", "&")}`);
        const [, list = ""] = text.split('id="changed"');
        listed.push(...[...list.matchAll(/lead_id=(\d+)"/g)].map(([, lead]) => Number(lead)));
        query = /rel="next" href="[^"?]*(\?[^"#]*)#changed"/.exec(list)?.[1];
      }
      expect(listed).to.deep.equal(changed);
      await start(run, WITH_CHANGED);
      await untilRun(database, run, "done");
      expect(await archivedOf(ids)).to.deep.equal(ids);
      const batches = await database.sql<{ leads: number }>(
        "SELECT select_count AS leads FROM dearchive_batches JOIN dearchive_undos ON undone_by = id WHERE batch_id = ?",
        [batch],
      );
      expect(batches.map(({ leads }) => leads).sort()).to.deep.equal([250, 251]);
    });

    it("happens only once when the form is sent several times at once", async () => {
      const { database, submit } = setup();
      const { ids, batch } = await restore(3);
      const responses = await Promise.all([1, 2, 3].map(() => submit("mover", `/history/${batch}/undo`, {})));
      expect(new Set(responses.map(({ headers }) => headers.get("Location")))).to.have.lengthOf(1);
      const runs = await database.root("dearchive_runs").where({ undo_batch: batch });
      expect(runs).to.have.lengthOf(1);
      const run = await askFor(batch);
      expect(run, "asked for again before it starts").to.equal(runs[0]?.id);
      const answers = await Promise.all([1, 2, 3].map(() => start(run)));
      expect(answers.map(({ status }) => status).sort()).to.deep.equal([303, 409, 409]);
      await untilRun(database, run, "done");
      expect(await archivedOf(ids)).to.deep.equal(ids);
      expect(await database.root("dearchive_undos").where({ batch_id: batch })).to.have.lengthOf(1);
    });

    it("waits for office hours to end, with their reason, and changes nothing until then", async () => {
      const { database, get } = setup();
      const { ids, batch } = await restore(1);
      const run = await askFor(batch);
      await saveRule(database, "mon-sun 00:00-24:00", { name: "always closed" });
      await sleep(HOURS_HOLD_MS);
      try {
        await start(run);
        await until("it is on hold", async () => (await readRun(database, run)).hold !== null);
        expect((await get("mover", `/runs/${run}`)).text).to.include(
          "the rule “always closed” prevents leads from being moved",
        );
        expect(await archivedOf(ids)).to.deep.equal([]);
      } finally {
        await removeRules(database);
      }
      await untilRun(database, run, "done");
      expect(await archivedOf(ids)).to.deep.equal(ids);
    });

    it("requires the rights to move leads and view the history, and covers only leads in the user's lists", async () => {
      const { database, get, submit } = setup();
      const { ids, batch } = await restore(1);
      const foreign = nextId++;
      await insertLead(database, "vicidial_list_archive", foreign, { list_id: 7777 });
      const mixed = await move([foreign]);
      await database.sql("INSERT IGNORE INTO vicidial_lists (list_id, campaign_id) VALUES (1001, 'OWN')");
      await createUser(database, "owner", { pass: passwordOf("owner"), view_reports: "1" }, " OWN -");
      await createUser(database, "blind", { pass: passwordOf("blind") });
      // The message about an earlier run's end may still be noted in its row.
      const runIds = () => database.root("dearchive_runs").orderBy("id").pluck("id");
      const before = await runIds();
      for (const user of ["reporter", "blind"])
        expect((await submit(user, `/history/${batch}/undo`, {})).status, user).to.equal(403);
      expect((await submit("mover", `/history/${batch}/undo`, { _csrf: "x.y" })).status).to.equal(403);
      expect((await get("reporter", `/history/${batch}`)).text).to.not.include("/undo");
      await database.root("dearchive_batches").where({ id: mixed }).update({ state: "open" });
      expect((await submit("mover", `/history/${mixed}/undo`, {})).status, "not finished").to.equal(404);
      await database.root("dearchive_batches").where({ id: mixed }).update({ state: "done" });
      expect(await runIds()).to.deep.equal(before);

      const hidden = await askFor(mixed, "owner");
      expect((await get("owner", `/runs/${hidden}`)).text).to.not.include(`lead_id=${foreign}`);
      expect((await readRun(database, hidden)).tally.combinations).to.deep.equal({ missing: 1 });
      expect((await start(hidden, WITH_CHANGED, "owner")).status, "no lead that they may move").to.equal(422);
      await undo(batch, SKIP_CHANGED, "owner");
      expect(await archivedOf([...ids, foreign])).to.deep.equal(ids);
    });
  });
}
