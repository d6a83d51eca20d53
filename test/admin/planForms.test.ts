import { expect } from "chai";
import { passwordOf, useAdminSetup } from "../support/adminSetup.ts";
import { createClock } from "../support/clock.ts";
import { createUser, insertLeads } from "../support/factories.ts";
import { idsFrom } from "../support/leadIds.ts";
import { createPlan, PLAN, readPlan } from "../support/plans.ts";

const FORM = {
  name: "Recycle list 1001",
  direction: "dearchive",
  list: "1001",
  statuses: "NA, B",
  status: "NEW",
  not_called: "60",
  most: "500",
  order: "oldest_call",
  skip: "dnc",
  time: "06:00",
  zone: "Europe/Amsterdam",
  closed: "wait",
  missed: "run",
  user: "boss",
};
const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri"];

describe("The pages of plans", () => {
  const clock = createClock("2026-11-25T10:00:00Z");
  const setup = useAdminSetup({ plugin: { clock: clock.read } });

  before(async () => {
    const { database } = setup();
    await database.root("vicidial_lists").insert([
      { list_id: 1001, list_name: "Spring", campaign_id: "A", active: "Y" },
      { list_id: 2002, list_name: "Autumn", campaign_id: "SALES", active: "Y" },
    ]);
    await database.root("vicidial_statuses").insert({ status: "NEW", status_name: "New Lead" });
    await insertLeads(database, "vicidial_list_archive", idsFrom(1, 30));
    await createUser(database, "sales", { pass: passwordOf("sales") }, " SALES -");
    await createUser(database, "hidden", { pass: passwordOf("hidden") });
    await database
      .root("vicidial_user_groups")
      .where({ user_group: "G_sales" })
      .update({ admin_viewable_groups: " G_sales G_boss " });
  });

  beforeEach(async () => {
    for (const table of ["dearchive_plans", "dearchive_plan_results", "dearchive_runs", "vicidial_admin_log"])
      await setup().database.root(table).delete();
  });

  function formOf(changes: Readonly<Record<string, string>> = {}, days = WEEKDAYS): URLSearchParams {
    const form = new URLSearchParams({ ...FORM, ...changes });
    for (const day of days) form.append("days", day);
    return form;
  }

  const plans = () => setup().database.root("dearchive_plans").orderBy("id").select("*");
  const log = () => setup().database.sql("SELECT * FROM vicidial_admin_log ORDER BY admin_log_id");

  it("create a plan with the typed settings, and show when it runs next and how many leads match", async () => {
    const { submit, get, database } = setup();
    const answer = await submit("boss", "/plans/new", formOf());
    expect(answer.status).to.equal(303);
    const [row] = await plans();
    const plan = await readPlan(database, row?.id ?? 0);
    expect(plan).to.deep.include({
      name: "Recycle list 1001",
      user: "boss",
      search: { listId: 1001, statuses: ["NA", "B"], notCalledDays: 60 },
      mostLeads: 500,
      changes: { status: "NEW" },
      skip: ["dnc"],
      schedule: { days: WEEKDAYS, time: "06:00", timeZone: "Europe/Amsterdam" },
    });
    expect(plan.dueAt?.toISOString()).to.equal("2026-11-26T05:00:00.000Z");
    const { text } = await get("boss", `/plans/${plan.id}`);
    expect(text).to.include("30 leads match now.").and.include("Thu 26 Nov 2026, 06:00");
    expect(text).to.include("Every weekday at 06:00, Europe/Amsterdam");
    expect((await get("boss", "/plans")).text).to.include(
      "list 1001 · status NA, B · not called for 60 days",
    );
    expect((await get("boss")).text)
      .to.include("Next plan:")
      .and.include("in 19 hours");
    const [event] = await log();
    expect(event).to.include({ event_type: "ADD", record_id: `plan-${plan.id}`, user: "boss" });
    expect(event?.["event_notes"]).to.include("leads per run: 500, least recently called first");
  });

  it("say what is wrong beside each field, keep what was typed, and save nothing", async () => {
    const { submit } = setup();
    const wrong = {
      name: "",
      list: "9999x",
      not_called: "0",
      most: "100001",
      time: "25:00",
      zone: "Mars/Base",
      user: "nobody",
      fill_leads: "many",
      rate: "fast",
      rank: "first",
    };
    const answer = await submit("boss", "/plans/new", formOf(wrong, []));
    expect(answer.status).to.equal(422);
    for (const sentence of [
      "Enter a name, such as",
      "No list matches “9999x”.",
      "Enter a whole number from 1 to 20,000.",
      "Enter a whole number from 1 to 100,000.",
      "Enter a time such as 06:00.",
      "Choose a time zone, such as Europe/Amsterdam.",
      "A plan cannot act for “nobody”",
      "Choose at least one day.",
      "Enter a whole number from 1 to 1,000,000.",
      "Enter a whole number from -32768 to 32767.",
      "Correct 11 fields.",
    ])
      expect(answer.text).to.include(sentence);
    for (const typed of ["9999x", "100001", "many", "fast"])
      expect(answer.text).to.include(`value="${typed}"`);
    expect(await plans()).to.have.length(0);
  });

  it("refuse a plan that would search for every archived lead, and a name that is taken", async () => {
    const { submit } = setup();
    const all = await submit("boss", "/plans/new", formOf({ list: "", statuses: "", not_called: "" }));
    expect(all.text).to.include("Enter a list, or choose which leads the plan takes.");
    expect((await submit("boss", "/plans/new", formOf())).status).to.equal(303);
    const twice = await submit("boss", "/plans/new", formOf());
    expect(twice.status).to.equal(422);
    expect(twice.text).to.include("Another plan has this name.");
    expect(await plans()).to.have.length(1);
  });

  it("show another user's changes beside each field instead of overwriting them", async () => {
    const { submit, database } = setup();
    const id = await createPlan(database, {}, clock.read());
    const form = (version: string, most: string) => formOf({ name: PLAN.name, version, most });
    expect((await submit("boss", `/plans/${id}/edit`, form("1", "700"))).status).to.equal(303);
    const late = await submit("boss", `/plans/${id}/edit`, form("1", "800"));
    expect(late.status).to.equal(409);
    expect(late.text).to.include("Another user changed this plan").and.include("Now: 700");
    expect((await readPlan(database, id)).mostLeads).to.equal(700);
    expect((await submit("boss", `/plans/${id}/edit`, form("2", "800"))).status).to.equal(303);
    const notes = (await log()).map((row) => row["event_notes"]);
    expect(notes.at(-1)).to.match(
      /^leads per run: 700, least recently called first -> 800, least recently called first/,
    );
  });

  it("pause, resume, duplicate and delete a plan, each with a row in Vicidial's admin log", async () => {
    const { submit, get, database } = setup();
    const id = await createPlan(database, {}, clock.read());
    expect((await submit("boss", `/plans/${id}/pause`, {})).status).to.equal(303);
    const paused = await readPlan(database, id);
    expect([paused.state, paused.dueAt]).to.deep.equal(["paused", null]);
    expect((await get("boss", `/plans/${id}`)).text).to.include("Paused by boss");
    expect((await submit("boss", `/plans/${id}/pause`, {})).status, "twice").to.equal(409);
    expect((await submit("boss", `/plans/${id}/resume`, {})).status).to.equal(303);
    expect((await readPlan(database, id)).dueAt?.toISOString()).to.equal("2026-11-26T06:00:00.000Z");
    expect((await get("boss", `/plans/${id}/duplicate`)).text).to.include('value="Recycle (copy)"');
    expect((await submit("boss", `/plans/${id}/delete`, {})).status).to.equal(303);
    expect(await plans()).to.have.length(0);
    const changes = (await log()).map((row) => row["event_code"]);
    expect(changes).to.deep.equal(
      ["paused", "resumed", "deleted"].map(
        (change) => `Lead Dearchive: plan ${id} &quot;Recycle&quot; ${change}`,
      ),
    );
  });

  it("do not resume or run a plan whose user lost a right, and show it on the overview", async () => {
    const { submit, get, database } = setup();
    const id = await createPlan(database, { user: "hidden" }, clock.read());
    await database
      .root("dearchive_plans")
      .update({ state: "paused", due_at: null, pause_code: "owner_rights", pause_detail: "inactive_user" });
    await database.root("vicidial_users").where({ user: "hidden" }).update({ active: "N" });
    for (const action of ["resume", "run", "preview"]) {
      const answer = await submit("boss", `/plans/${id}/${action}`, {});
      expect(answer.status, action).to.equal(409);
      expect(answer.text).to.include("The plan acts for hidden, but the user is not active.");
    }
    expect(await database.root("dearchive_runs")).to.have.length(0);
    const { text } = await get("boss");
    expect(text).to.include("The plan “Recycle” paused itself.");
    expect(text).to.include("The plan acts for hidden, but the user is not active.");
    await database.root("vicidial_users").where({ user: "hidden" }).update({ active: "Y" });
  });

  it("run a plan at once, but not while one of its runs is active", async () => {
    const { submit, database } = setup();
    const id = await createPlan(database, {}, clock.read());
    const first = await submit("boss", `/plans/${id}/run`, {});
    expect(first.status).to.equal(303);
    await database.root("dearchive_runs").update({ state: "paused" });
    const second = await submit("boss", `/plans/${id}/run`, {});
    expect(second.status).to.equal(409);
    expect(second.text).to.match(/Run #\d+ of this plan is still active/);
    expect(await database.root("dearchive_runs")).to.have.length(1);
  });

  it("hide plans of users that Vicidial hides, and let nobody act beyond their own lists", async () => {
    const { submit, get, database } = setup();
    const hidden = await createPlan(database, { name: "Of a hidden user", user: "hidden" }, clock.read());
    const boss = await createPlan(database, { name: "Of a higher level" }, clock.read());
    const own = await createPlan(
      database,
      { name: "Own", user: "sales", search: { listId: 2002 } },
      clock.read(),
    );
    const { text } = await get("sales", "/plans");
    expect(text).to.include("Own").and.include("Of a higher level").and.not.include("Of a hidden user");
    expect((await get("sales", `/plans/${hidden}`)).status).to.equal(404);
    for (const action of ["resume", "run", "preview", "pause", "delete", "edit"]) {
      expect((await submit("sales", `/plans/${hidden}/${action}`, {})).status, action).to.equal(404);
      expect((await submit("sales", `/plans/${boss}/${action}`, {})).status, action).to.equal(403);
    }
    expect((await get("sales", `/plans/${own}`)).status).to.equal(200);
    for (const [fields, sentence] of [
      [{ user: "boss" }, "You may not create a plan that acts for “boss”"],
      [{ user: "sales", list: "1001" }, "The plan's user may not access list 1001."],
    ] as const) {
      const answer = await submit("sales", "/plans/new", formOf(fields));
      expect(answer.status).to.equal(422);
      expect(answer.text).to.include(sentence.replace("'", "&#39;"));
    }
    expect(await plans()).to.have.length(3);
  });

  it("refuse every action to users without the right to move leads", async () => {
    const { submit, get, database } = setup();
    const id = await createPlan(database, {}, clock.read());
    for (const path of ["/plans", "/plans/new", `/plans/${id}`, `/plans/${id}/edit`])
      expect((await get("reporter", path)).status, path).to.equal(403);
    for (const action of ["pause", "resume", "run", "preview", "delete", "edit"])
      expect((await submit("reporter", `/plans/${id}/${action}`, {})).status, action).to.equal(403);
    expect((await readPlan(database, id)).state).to.equal("active");
    expect((await get("reporter")).text).to.not.include("Next plan:");
  });
});
