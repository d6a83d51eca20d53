import { expect } from "chai";
import type { Knex } from "knex";
import type { LeadWarning } from "../../server/runs/leadWarnings.ts";
import { createArchiveWarningChecks } from "../../server/runs/work/archiveWarningChecks.ts";
import type { ListScope } from "../../server/vicidial/lists.ts";
import { connectTo, createTestDatabase, type TestDatabase } from "../support/database.ts";
import { insertLead, insertLeads, type LeadRow } from "../support/factories.ts";
import { idsFrom } from "../support/leadIds.ts";
import { SAME_ENGINES } from "../support/leadStates.ts";

const NOW = new Date("2026-07-01T12:00:00Z");
const EVERY: ListScope = { kind: "every" };
const ON_CALL: ReadonlySet<LeadWarning> = new Set(["on_call"]);

for (const { name, live: engine } of SAME_ENGINES) {
  describe(`The check of leads before they are archived, on ${name}`, () => {
    let database: TestDatabase;
    let db: Knex;
    let nextId = 1;

    before(async () => {
      database = await createTestDatabase({ engine });
      db = connectTo(database);
    });

    after(async () => {
      await db.destroy();
      await database.drop();
    });

    /** Inserts a live lead. Only the given columns can cause warnings. */
    async function live(columns: LeadRow = {}): Promise<number> {
      const id = nextId++;
      await insertLead(database, "vicidial_list", id, { entry_list_id: 0, ...columns });
      return id;
    }

    async function warningsOf(
      leadId: number,
      scope = EVERY,
      only?: ReadonlySet<LeadWarning>,
    ): Promise<readonly LeadWarning[]> {
      const { leads, unchecked } = await createArchiveWarningChecks(db, database.name).of([leadId], {
        scope,
        now: NOW,
        ...(only && { only }),
      });
      expect(unchecked).to.deep.equal([]);
      return leads[0]?.warnings ?? expect.fail("the lead is not reported");
    }

    it("finds nothing to report about a lead at rest", async () => {
      expect(await warningsOf(await live())).to.deep.equal([]);
    });

    it("reports leads that will not move: missing, already archived, in inaccessible lists, or different", async () => {
      expect(await warningsOf(999_999)).to.deep.equal(["missing"]);
      await insertLead(database, "vicidial_list_archive", 999_998, { list_id: 1001 });
      expect(await warningsOf(999_998)).to.deep.equal(["archived"]);
      const other = { kind: "some", listIds: new Set(["1002"]) } as const;
      expect(await warningsOf(999_998, other)).to.deep.equal(["missing"]);
      expect(await warningsOf(await live(), other)).to.deep.equal(["missing"]);
      const id = await live();
      await insertLead(database, "vicidial_list_archive", id, { last_name: "SMITH" });
      expect(await warningsOf(id)).to.deep.equal(["differs"]);
      const equal = await live();
      await database.sql("INSERT INTO vicidial_list_archive SELECT * FROM vicidial_list WHERE lead_id = ?", [
        equal,
      ]);
      expect(await warningsOf(equal)).to.deep.equal([]);
    });

    it("reports a lead that an agent talks to, wraps up or previews, or that the dialer is calling", async () => {
      const [talking, wrapping, previewed, ringing] = [
        await live(),
        await live(),
        await live(),
        await live(),
      ];
      const agent = { user: "1001", server_ip: "127.0.0.1", lead_id: 0 };
      await database.root.from("vicidial_live_agents").insert([
        { ...agent, status: "INCALL", lead_id: talking },
        { ...agent, status: "PAUSED", lead_id: wrapping },
        { ...agent, status: "PAUSED", preview_lead_id: previewed },
      ]);
      await database.root
        .from("vicidial_auto_calls")
        .insert({ server_ip: "127.0.0.1", status: "SENT", lead_id: ringing });
      for (const id of [talking, wrapping, previewed, ringing]) {
        expect(await warningsOf(id)).to.deep.equal(["on_call"]);
        expect(await warningsOf(id, EVERY, ON_CALL), "right before the move").to.deep.equal(["on_call"]);
      }
    });

    it("trusts a lead's status of a call for a day: a crash may have left it behind", async () => {
      for (const status of ["QUEUE", "INCALL"]) {
        expect(await warningsOf(await live({ status, modify_date: "2026-07-01 11:00:00" }))).to.deep.equal([
          "on_call",
        ]);
        expect(await warningsOf(await live({ status, modify_date: "2026-06-30 11:00:00" }))).to.deep.equal(
          [],
        );
      }
    });

    it("reports leads in the hopper", async () => {
      const [ready, done] = [await live(), await live()];
      await database.root.from("vicidial_hopper").insert([
        { lead_id: ready, status: "READY", list_id: 1001 },
        { lead_id: done, status: "DONE", list_id: 1001 },
      ]);
      expect(await warningsOf(ready)).to.deep.equal(["in_hopper"]);
      expect(await warningsOf(done)).to.deep.equal([]);
    });

    it("reports a pending callback, due or later, and none that was made", async () => {
      for (const [status, expected] of [
        ["ACTIVE", ["callback_due"]],
        ["LIVE", ["callback_due"]],
        ["INACTIVE", []],
      ] as const) {
        const id = await live();
        await database.root("vicidial_callbacks").insert({ callback_id: id, lead_id: id, status });
        expect(await warningsOf(id), status).to.deep.equal(expected);
      }
    });

    it("reports leads called today on the server's clock, whatever time zone the lead is in", async () => {
      const zone = await database.sql<{ zone: string }>("SELECT @@global.time_zone AS zone");
      await database.sql("SET GLOBAL time_zone = '+02:00'");
      try {
        // Midnight on the server is 22:00 UTC of 30 June: 17:00 where the lead is, then 03:30 the next day.
        for (const [last_local_call_time, gmt_offset_now, expected] of [
          ["2026-06-30 17:00:00", "-5.00", ["called_today"]],
          ["2026-06-30 16:59:59", "-5.00", []],
          ["2026-07-01 03:30:00", "5.50", ["called_today"]],
          ["2026-07-01 03:29:59", "5.50", []],
          ["0000-00-00 00:00:00", "-5.00", []],
          [null, "-5.00", []],
        ] as const)
          expect(
            await warningsOf(await live({ last_local_call_time, gmt_offset_now })),
            `${last_local_call_time} at ${gmt_offset_now}`,
          ).to.deep.equal(expected);
        const [called, before] = [await live(), await live()];
        await database.root.from("vicidial_closer_log").insert([
          { lead_id: called, call_date: "2026-07-01 00:00:00" },
          { lead_id: before, call_date: "2026-06-30 23:59:59" },
        ]);
        expect(await warningsOf(called), "called in").to.deep.equal(["called_today"]);
        expect(await warningsOf(before)).to.deep.equal([]);
      } finally {
        await database.sql("SET GLOBAL time_zone = ?", [zone[0]?.zone ?? "SYSTEM"]);
      }
    });

    it("reports custom fields, which a clean-up of Vicidial would delete", async () => {
      await database.sql(
        "CREATE TABLE custom_1001 (lead_id INT UNSIGNED NOT NULL PRIMARY KEY, extra VARCHAR(9))",
      );
      const [filled, empty] = [await live({ entry_list_id: 1001 }), await live({ entry_list_id: 1001 })];
      await database.sql("INSERT INTO custom_1001 VALUES (?, 'x')", [filled]);
      expect(await warningsOf(filled)).to.deep.equal(["custom_fields"]);
      expect(await warningsOf(empty)).to.deep.equal([]);
    });

    it("reports every lead of a long list, in its order", async () => {
      const ids = idsFrom(500_000, 500_600);
      await insertLeads(database, "vicidial_list", ids);
      await database.root.from("vicidial_hopper").insert({ lead_id: 500_300, list_id: 1001 });
      const { leads } = await createArchiveWarningChecks(db, database.name).of(ids, {
        scope: EVERY,
        now: NOW,
      });
      expect(leads.map(({ leadId }) => leadId)).to.deep.equal(ids);
      expect(leads.filter(({ warnings }) => warnings.length > 0)).to.deep.equal([
        { leadId: 500_300, warnings: ["in_hopper"] },
      ]);
    });

    it("skips checks whose tables are missing, and reports which", async () => {
      await database.sql("DROP TABLE vicidial_hopper, vicidial_auto_calls, vicidial_closer_log");
      const id = await live({ status: "INCALL", modify_date: "2026-07-01 11:00:00" });
      expect(
        await createArchiveWarningChecks(db, database.name).of([id], { scope: EVERY, now: NOW }),
      ).to.deep.equal({
        leads: [{ leadId: id, warnings: ["on_call"] }],
        unchecked: ["on_call", "in_hopper", "called_today"],
      });
    });
  });
}
