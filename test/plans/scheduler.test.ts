import { expect } from "chai";
import type { Knex } from "knex";
import pino from "pino";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { createHoursStore } from "../../server/hours/hoursStore.ts";
import { createOfficeHoursGate } from "../../server/hours/officeHours.ts";
import type { PlanSettings } from "../../server/plans/plan.ts";
import { recordResult } from "../../server/plans/planResults.ts";
import { createPlanStore } from "../../server/plans/planStore.ts";
import { createScheduler } from "../../server/plans/scheduler.ts";
import { createAdminLog } from "../../server/vicidial/adminLog.ts";
import { createLists } from "../../server/vicidial/lists.ts";
import { createUsers } from "../../server/vicidial/users.ts";
import { createClock, HOURS_HOLD_MS } from "../support/clock.ts";
import { connectTo, createTestDatabase, type TestDatabase } from "../support/database.ts";
import { createUser, insertLeads } from "../support/factories.ts";
import { removeRules, saveRule } from "../support/hours.ts";
import { idsFrom } from "../support/leadIds.ts";
import { createPlan, readPlan, resultsOf } from "../support/plans.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe("The scheduler of plans", () => {
  let database: TestDatabase;
  const pools: Knex[] = [];
  const failures: unknown[] = [];

  before(async () => {
    database = await createTestDatabase();
    await createUser(database, "boss");
    await database.root("vicidial_lists").insert({ list_id: 1001, list_name: "Spring", campaign_id: "A" });
    await insertLeads(database, "vicidial_list_archive", idsFrom(1, 20));
  });

  beforeEach(async () => {
    for (const table of ["dearchive_plans", "dearchive_plan_results", "dearchive_runs"])
      await database.root(table).delete();
    await removeRules(database);
    failures.length = 0;
  });

  afterEach(async () => {
    expect(failures).to.deep.equal([]);
    await Promise.all(pools.splice(0).map((pool) => pool.destroy()));
  });

  after(() => database.drop());

  it("forgets results after 30 days, except the last one of each plan", async () => {
    const plans = createPlanStore(database.root, EVERY_CUSTOMER);
    const [daily, idle] = [await createPlan(database), await createPlan(database, { name: "Idle" })];
    const now = new Date("2026-11-28T12:00:00Z");
    const results = [
      [daily, 40],
      [daily, 31],
      [daily, 29],
      [daily, 1],
      [idle, 90],
      [idle, 60],
    ] as const;
    for (const [planId, days] of results) {
      const dueAt = new Date(now.getTime() - days * DAY_MS);
      await recordResult(database.root, planId, { code: "filled", detail: "", runId: null }, { dueAt, now });
    }
    await plans.cleanResults(now);
    expect(await resultsOf(database, daily)).to.deep.equal([
      "2026-10-30T12:00 filled",
      "2026-11-27T12:00 filled",
    ]);
    expect(await resultsOf(database, idle)).to.deep.equal(["2026-09-29T12:00 filled"]);
  });

  /** Starts an instance with a pool and a clock of its own. Returns its look for due plans. */
  function startInstance(clock: () => Date): () => Promise<void> {
    const db = connectTo(database);
    pools.push(db);
    const gate = createOfficeHoursGate(createHoursStore(db, () => undefined, EVERY_CUSTOMER));
    return createScheduler({
      db,
      scope: EVERY_CUSTOMER,
      customer: "default",
      vicidialDatabase: database.name,
      users: createUsers(db, database.name),
      lists: createLists(db, database.name),
      home: "/vicidial/dearchive",
      refuseByOfficeHours: gate.refuseByOfficeHours,
      clock,
      logger: pino({ level: "silent" }),
      writeAdminLog: createAdminLog(db, database.name),
      onFailure: (error) => failures.push(error),
    });
  }

  /** Creates a plan that is due at 06:00, and an instance whose clock shows 05:00. */
  async function setUp(settings: Partial<PlanSettings> = {}) {
    const clock = createClock("2026-11-23T05:00:00Z");
    const id = await createPlan(database, settings, clock.read());
    return { id, clock, look: startInstance(clock.read) };
  }

  const endRuns = () => database.root("dearchive_runs").update({ state: "done" });
  const runs = () => database.root("dearchive_runs").orderBy("id").select("*");

  it("makes one run at each time of the schedule, with the plan's settings", async () => {
    const { id, clock, look } = await setUp({
      mostLeads: 300,
      rate: 50,
      search: { listId: 1001, statuses: ["NA", "B"], notCalledDays: 60 },
    });
    await look();
    expect(await runs()).to.have.length(0);
    clock.advance(HOUR_MS);
    await look();
    await look();
    const [run, ...others] = await runs();
    expect(others).to.have.length(0);
    expect(run).to.include({
      plan_id: id,
      name: "Recycle",
      vicidial_user: "boss",
      state: "checking",
      starts_itself: 1,
      leave_out: '["dnc"]',
      rate: 50,
    });
    expect(JSON.parse(run?.source ?? "")).to.deep.equal({
      kind: "search",
      search: { listId: 1001, statuses: ["NA", "B"], notCalledSince: "2026-09-24" },
      take: { most: 300, order: "oldest_call" },
    });
    expect((await readPlan(database, id)).dueAt?.toISOString()).to.equal("2026-11-24T06:00:00.000Z");
    const [row] = await database.sql<{ event_notes: string }>(
      "SELECT * FROM vicidial_admin_log WHERE record_id = ?",
      [`run-${run?.id}`],
    );
    expect(row).to.include({ event_code: `Lead Dearchive: run ${run?.id} created by plan ${id}` });
  });

  it("makes one run, however many instances look at the same time", async () => {
    const { id, clock, look } = await setUp();
    const looks = [look, ...Array.from({ length: 3 }, () => startInstance(clock.read))];
    clock.advance(HOUR_MS);
    for (let day = 0; day < 5; day += 1) {
      await Promise.all([...looks, ...looks].map((each) => each()));
      await endRuns();
      clock.advance(DAY_MS);
    }
    expect(await runs()).to.have.length(5);
    expect((await resultsOf(database, id)).map((result) => result.slice(0, 10))).to.deep.equal([
      "2026-11-23",
      "2026-11-24",
      "2026-11-25",
      "2026-11-26",
      "2026-11-27",
    ]);
  });

  it("continues a time whose instance died while it worked on it, once the lease is over", async () => {
    const { id, clock, look } = await setUp();
    clock.advance(HOUR_MS);
    await database.sql(
      "UPDATE dearchive_plans SET lease_owner = 'dead', lease_until = UTC_TIMESTAMP(3) + INTERVAL 30 SECOND",
    );
    await look();
    expect(await runs()).to.have.length(0);
    await database.sql("UPDATE dearchive_plans SET lease_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND");
    await look();
    expect(await resultsOf(database, id)).to.deep.equal(["2026-11-23T06:00 run"]);
  });

  it("skips a time while the last run is active, and says so", async () => {
    const { id, clock, look } = await setUp();
    clock.advance(HOUR_MS);
    await look();
    const [run] = await runs();
    for (const state of ["checking", "ready", "running", "paused"]) {
      await database.root("dearchive_runs").update({ state });
      clock.advance(DAY_MS);
      await look();
    }
    await endRuns();
    clock.advance(DAY_MS);
    await look();
    const skipped = ["24", "25", "26", "27"].map((day) => `2026-11-${day}T06:00 overlap ${run?.id}`);
    expect(await resultsOf(database, id)).to.deep.equal([
      "2026-11-23T06:00 run",
      ...skipped,
      "2026-11-28T06:00 run",
    ]);
  });

  it("makes up for missed times with one run, or skips them, as chosen", async () => {
    const { id, clock, look } = await setUp();
    const skipping = await createPlan(database, { name: "Skips", whenMissed: "skip" }, clock.read());
    clock.advance(3 * DAY_MS + 2 * HOUR_MS);
    await look();
    await look();
    expect(await resultsOf(database, id)).to.deep.equal(["2026-11-23T06:00 run"]);
    expect(await resultsOf(database, skipping)).to.deep.equal(["2026-11-23T06:00 missed"]);
    expect(await runs()).to.have.length(1);
    for (const each of [id, skipping])
      expect((await readPlan(database, each)).dueAt?.toISOString()).to.equal("2026-11-27T06:00:00.000Z");
  });

  it("runs no time twice when the clock is set back, and no later than planned when it was ahead", async () => {
    const { id, clock, look } = await setUp();
    clock.advance(HOUR_MS);
    await look();
    await endRuns();
    clock.advance(-HOUR_MS / 2);
    await startInstance(clock.read)();
    expect(await resultsOf(database, id)).to.have.length(1);

    clock.advance(400 * DAY_MS);
    await look();
    await endRuns();
    clock.advance(-400 * DAY_MS);
    await startInstance(clock.read)();
    const { dueAt } = await readPlan(database, id);
    // The run of the clock that was ahead counts for the first of the times that it missed.
    expect(dueAt?.toISOString()).to.equal("2026-11-25T06:00:00.000Z");
    expect(await runs()).to.have.length(2);
  });

  it("makes a run that waits for office hours, or skips the time, as chosen", async () => {
    const { id, clock, look } = await setUp();
    const skipping = await createPlan(database, { name: "Skips", whenClosed: "skip" }, clock.read());
    await saveRule(database, "mon 00:00-12:00");
    clock.advance(HOUR_MS);
    await look();
    expect(await resultsOf(database, id)).to.deep.equal(["2026-11-23T06:00 run"]);
    expect(await resultsOf(database, skipping)).to.deep.equal(["2026-11-23T06:00 closed office"]);
    clock.advance(DAY_MS + HOURS_HOLD_MS);
    await look();
    expect(await resultsOf(database, skipping)).to.deep.equal([
      "2026-11-23T06:00 closed office",
      "2026-11-24T06:00 run",
    ]);
  });

  it("takes only as many leads as the list to fill lacks of dialable ones", async () => {
    await database.root("vicidial_campaigns").insert({ campaign_id: "A", dial_statuses: " NEW NA -" });
    await insertLeads(database, "vicidial_list", idsFrom(101, 130));
    await database.sql(
      `UPDATE vicidial_list SET called_since_last_reset = IF(lead_id < 121, 'N', 'Y'),
         status = IF(lead_id < 111, 'NEW', IF(lead_id < 113, 'SALE', 'NA'))`,
    );
    const { id, clock, look } = await setUp({ topUp: { listId: 1001, leads: 25 } });
    clock.advance(HOUR_MS);
    await look();
    const [run] = await runs();
    expect(JSON.parse(run?.source ?? "")).to.deep.include({ take: { most: 7, order: "oldest_call" } });
    await endRuns();
    await database.sql("UPDATE vicidial_list SET called_since_last_reset = 'N', status = 'NEW'");
    clock.advance(DAY_MS);
    await look();
    expect(await resultsOf(database, id)).to.deep.equal([
      "2026-11-23T06:00 run",
      "2026-11-24T06:00 filled 1001",
    ]);
    await database.root("vicidial_list").delete();
  });

  describe("pauses a plan that can no longer run, says why, and makes no run:", () => {
    const cases: readonly {
      readonly title: string;
      readonly pause: string;
      readonly lose: () => Promise<unknown>;
      readonly restore: () => Promise<unknown>;
    }[] = [
      {
        title: "its user was deactivated",
        pause: "owner_rights inactive_user",
        lose: () => database.root("vicidial_users").where({ user: "boss" }).update({ active: "N" }),
        restore: () => database.root("vicidial_users").where({ user: "boss" }).update({ active: "Y" }),
      },
      {
        title: "its user may no longer modify leads",
        pause: "owner_rights no_modify_leads",
        lose: () => database.root("vicidial_users").where({ user: "boss" }).update({ modify_leads: "0" }),
        restore: () => database.root("vicidial_users").where({ user: "boss" }).update({ modify_leads: "1" }),
      },
      {
        title: "its user lost the list",
        pause: "list_not_allowed 1001",
        lose: async () => {
          await database.root("vicidial_lists").insert({ list_id: 9, list_name: "Other", campaign_id: "B" });
          await database
            .root("vicidial_user_groups")
            .where({ user_group: "G_boss" })
            .update({ allowed_campaigns: " B -" });
        },
        restore: () =>
          database
            .root("vicidial_user_groups")
            .where({ user_group: "G_boss" })
            .update({ allowed_campaigns: " -ALL-CAMPAIGNS- - -" }),
      },
    ];
    for (const { title, pause, lose, restore } of cases)
      it(title, async () => {
        const { id, clock, look } = await setUp();
        await lose();
        clock.advance(HOUR_MS);
        await look();
        await restore();
        const plan = await readPlan(database, id);
        expect(plan.state).to.equal("paused");
        expect(plan.pause).to.include({ by: "itself" });
        expect(plan.dueAt).to.equal(null);
        expect(await resultsOf(database, id)).to.deep.equal([`2026-11-23T06:00 paused ${pause}`]);
        expect(await runs()).to.have.length(0);
        const rows = await database.sql("SELECT * FROM vicidial_admin_log WHERE record_id = ?", [
          `plan-${id}`,
        ]);
        expect(rows).to.have.length(1);
        expect(rows[0]).to.include({
          event_code: `Lead Dearchive: plan ${id} &quot;Recycle&quot; paused itself`,
        });
        clock.advance(DAY_MS);
        await look();
        expect(await runs()).to.have.length(0);

        await createPlanStore(database.root, EVERY_CUSTOMER).resume(plan, clock.read());
        clock.advance(DAY_MS);
        await look();
        expect(await runs(), "resumed").to.have.length(1);
      });
  });
});
