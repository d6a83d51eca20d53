import { expect } from "chai";
import { passwordOf, useAdminSetup } from "../support/adminSetup.ts";
import { createClock } from "../support/clock.ts";
import { createUser, insertLead, insertLeads, leadIdsIn, readLeads } from "../support/factories.ts";
import { idsFrom } from "../support/leadIds.ts";
import { outcomesOf, runToEnd } from "../support/runs.ts";
import { until } from "../support/waiting.ts";

const HOUR_MS = 3_600_000;
const FORM = {
  name: "Put away list 1001",
  direction: "archive",
  list: "1001",
  statuses: "NA",
  not_called: "60",
  most: "10",
  order: "oldest_call",
  time: "06:00",
  zone: "UTC",
  closed: "wait",
  missed: "run",
  user: "boss",
};

describe("A plan that archives leads", () => {
  const clock = createClock("2026-11-25T05:00:00Z");
  const setup = useAdminSetup({ plugin: { clock: clock.read } });

  before(async () => {
    const { database } = setup();
    const { root } = database;
    await root("vicidial_lists").insert([
      { list_id: 1001, list_name: "Spring", campaign_id: "A", active: "Y" },
      { list_id: 2002, list_name: "Autumn", campaign_id: "SALES", active: "Y" },
    ]);
    await createUser(database, "sales", { pass: passwordOf("sales") }, " SALES -");
    await insertLeads(database, "vicidial_list", idsFrom(1, 20));
    await root("vicidial_list").update({
      last_local_call_time: root.raw("'2026-06-01' - INTERVAL lead_id DAY"),
      modify_date: root.raw("modify_date"),
    });
    for (const id of [31, 32])
      await insertLead(database, "vicidial_list", id, {
        list_id: 2002,
        status: "OLD",
        phone_number: `55500000${id}`,
      });
    await insertLead(database, "vicidial_list", 33, {
      list_id: 1001,
      status: "OLD",
      phone_number: "5550000033",
    });
    await root.from("vicidial_hopper").insert({ lead_id: 20, list_id: 1001 });
    await root
      .from("vicidial_live_agents")
      .insert({ user: "1001", server_ip: "127.0.0.1", status: "INCALL", lead_id: 19 });
  });

  async function createPlan(user: string, fields: Readonly<Record<string, string>>): Promise<number> {
    const form = new URLSearchParams({ ...FORM, ...fields });
    for (const day of ["mon", "tue", "wed", "thu", "fri"]) form.append("days", day);
    for (const warning of ["in_hopper", "callback_due", "called_today"]) form.append("skip", warning);
    const answer = await setup().submit(user, "/plans/new", form);
    expect(answer.status, answer.text).to.equal(303);
    return Number(answer.headers.get("Location")?.split("/").at(-1)?.split("?")[0]);
  }

  /** Waits until a plan has made a run and the run is done. Returns the run. */
  async function runOf(planId: number): Promise<number> {
    const row = () =>
      setup().database.root("dearchive_runs").where({ plan_id: planId, state: "done" }).first();
    await until(`plan ${planId} has run`, async () => (await row()) !== undefined);
    return (await row())?.id ?? 0;
  }

  it("is made on its page, run by the schedule for the oldest calls that nobody needs, and undone to the last byte; a plan of a user of one campaign leaves other lists alone", async () => {
    const { database, get, submit } = setup();
    const before = await readLeads(database, "vicidial_list");
    const plan = await createPlan("boss", {});
    const ofSales = await createPlan("sales", {
      name: "Put away old leads",
      list: "",
      statuses: "OLD",
      user: "sales",
    });
    expect((await get("boss", `/plans/${plan}`)).text).to.include("20 leads match now.");
    expect((await get("sales", `/plans/${ofSales}`)).text).to.include("2 leads match now.");
    expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([]);

    clock.advance(HOUR_MS);
    const [run, salesRun] = [await runOf(plan), await runOf(ofSales)];
    const outcomes = await outcomesOf(database, run);
    expect([...outcomes].toSorted(([one], [other]) => one - other)).to.deep.equal([
      ...idsFrom(11, 18).map((id) => [id, "moved"]),
      [19, "left_out: on_call"],
      [20, "left_out: in_hopper"],
    ]);
    expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([...idsFrom(11, 18), 31, 32]);
    expect((await get("boss", `/plans/${plan}`)).text).to.include(`/runs/${run}`);

    for (const [user, id] of [
      ["boss", run],
      ["sales", salesRun],
    ] as const) {
      const undo = await submit(user, `/runs/${id}/undo`, {});
      expect(undo.status).to.equal(303);
      await runToEnd(database, Number(undo.headers.get("Location")?.split("/").at(-1)));
    }
    expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([]);
    expect(await readLeads(database, "vicidial_list")).to.deep.equal(before);
  });
});
