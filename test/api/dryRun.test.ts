import { expect } from "chai";
import fc from "fast-check";
import { BODY_ROWS } from "../conformance/rows.ts";
import { ARCHIVE, DEARCHIVE, fullMove, leavingLeadsUntouched, useApiSetup } from "../support/apiSetup.ts";
import { type Answer, post } from "../support/client.ts";
import { createClock, HOURS_HOLD_MS } from "../support/clock.ts";
import { insertLeads } from "../support/factories.ts";
import { removeRules, saveRule } from "../support/hours.ts";
import { putRows, SAME_ENGINES } from "../support/leadStates.ts";

const DRY = { Prefer: "handling=dry-run, return=representation" };
const REAL = { Prefer: "return=representation" };
const IDS = [1, 2, 3, 4, 5, 6] as const;

/** A few similar values, so that duplicates are often equal or almost equal. */
const data = fc.record({
  last_name: fc.constantFrom("Smith", "smith", "Smith ", "", null),
  rank: fc.constantFrom(0, 1),
  gmt_offset_now: fc.constantFrom("-5.00", "0.00"),
});
const place = fc.record({
  live: fc.option(data, { nil: null }),
  archived: fc.option(data, { nil: null }),
});
const call = fc.record({
  path: fc.constantFrom(DEARCHIVE, ARCHIVE),
  insert_leads: fc.boolean(),
  update_leads: fc.boolean(),
  delete_leads: fc.boolean(),
  ids: fc.shuffledSubarray([...IDS], { minLength: 1 }),
});

for (const { name, live: engine } of SAME_ENGINES) {
  describe(`A dry run, on ${name},`, () => {
    const clock = createClock("2026-11-23T10:00:00Z");
    const setup = useApiSetup({ engine, plugin: { clock: clock.read } });

    /** All rows of the plugin's tables, except for the last use of keys. */
    async function ownRows() {
      const { root } = setup().database;
      const tables = ["dearchive_batches", "dearchive_batch_leads", "dearchive_idempotency"] as const;
      return Promise.all(tables.map((table) => root(table).select()));
    }

    async function dryRun(path: string, body: unknown): Promise<Answer> {
      const { server, key } = setup();
      const before = await ownRows();
      const answer = await leavingLeadsUntouched(setup(), () => post(server.url + path, key, body, DRY));
      expect(await ownRows()).to.deep.equal(before);
      return answer;
    }

    it("changes nothing and predicts the exact response of the real request, for all leads and flags", () =>
      fc.assert(
        fc.asyncProperty(fc.array(place, { minLength: 6, maxLength: 6 }), call, async (leads, wanted) => {
          const { database, server, key } = setup();
          const rows = (table: "live" | "archived") =>
            leads.flatMap((lead, n) => (lead[table] ? [{ lead_id: IDS[n] ?? 0, ...lead[table] }] : []));
          for (const table of ["vicidial_list", "vicidial_list_archive"]) await database.root(table).delete();
          await putRows(database, "vicidial_list", rows("live"));
          await putRows(database, "vicidial_list_archive", rows("archived"));

          const { path, ids, ...flags } = wanted;
          const source = path === DEARCHIVE ? rows("archived") : rows("live");
          const there = ids.filter((id) => source.some(({ lead_id }) => lead_id === id));
          const body = { ...flags, lead_ids: there.length > 0 ? there : ids };

          const foretold = await dryRun(path, body);
          const real = await post(server.url + path, key, body, REAL);
          expect(foretold.status).to.equal(real.status);
          const { dry_run: isDry, ...facts } = foretold.body as Record<string, unknown>;
          expect(facts).to.deep.equal(real.body);
          expect(isDry).to.equal(real.status === 200 ? true : undefined);
        }),
        { numRuns: 40 },
      )).timeout(60_000);

    it("is refused with the same bytes as the real request", async () => {
      const { database, server, key } = setup();
      await insertLeads(database, "vicidial_list_archive", [1, 2]);
      await insertLeads(database, "vicidial_list", [1, 2]);
      const refusals = BODY_ROWS.flatMap(({ body, codes }) => [
        ...(codes.dearchive === undefined ? [] : [{ path: DEARCHIVE, body }]),
        ...(codes.archive === undefined ? [] : [{ path: ARCHIVE, body }]),
      ]);
      for (const { path, body } of refusals) {
        const foretold = await dryRun(path, body);
        const real = await post(server.url + path, key, body, REAL);
        expect(real.status).to.be.greaterThanOrEqual(400);
        expect([foretold.status, foretold.text]).to.deep.equal([real.status, real.text]);
        expect(foretold.headers.get("Preference-Applied")).to.equal(null);
      }
    });

    it("is refused during office hours, like the real request", async () => {
      const { database } = setup();
      await insertLeads(database, "vicidial_list_archive", [1]);
      await saveRule(database, "daily all day");
      clock.advance(HOURS_HOLD_MS);
      const answer = await dryRun(DEARCHIVE, fullMove([1]));
      await removeRules(database);
      clock.advance(HOURS_HOLD_MS);
      expect(answer.status).to.equal(403);
    });

    it("is refused if the target table lacks one of the lead's columns, like the real request", async () => {
      const { database, dearchive } = setup();
      await database.sql("ALTER TABLE vicidial_list_archive ADD only_here VARCHAR(9) DEFAULT ''");
      await putRows(database, "vicidial_list_archive", [{ lead_id: 1, only_here: "data" }]);
      const foretold = await dryRun(DEARCHIVE, fullMove([1]));
      const real = await dearchive(fullMove([1]), REAL);
      await database.sql("ALTER TABLE vicidial_list_archive DROP only_here");
      expect(real.status).to.equal(500);
      expect([foretold.status, foretold.text]).to.deep.equal([real.status, real.text]);
    });
  });
}
