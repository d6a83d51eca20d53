import { expect } from "chai";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { createRunStore } from "../../server/runs/store/runStore.ts";
import { basicAuth, HOME, passwordOf, useAdminSetup } from "../support/adminSetup.ts";
import { createUser, insertLead, leadArchiver, leadIdsIn } from "../support/factories.ts";
import { createRun, NO_OPTIONS, readRun, untilRun } from "../support/runs.ts";
import { until } from "../support/waiting.ts";

describe("The pages of runs", () => {
  const setup = useAdminSetup();
  const archived = leadArchiver(() => setup().database);

  before(async () => {
    const { database } = setup();
    await database.root("vicidial_lists").insert([
      { list_id: 1001, list_name: "Spring", campaign_id: "OWN", active: "Y" },
      { list_id: 2002, list_name: "Foreign", campaign_id: "OTHER", active: "Y" },
    ]);
    const rights = { view_reports: "1", export_reports: "1" };
    await createUser(database, "owner", { pass: passwordOf("owner"), ...rights }, " OWN -");
    await createUser(database, "filer", { pass: passwordOf("filer"), modify_leads: "0", ...rights });
  });

  async function readyRun(ids: readonly number[], user = "boss"): Promise<number> {
    const id = await createRun(setup().database, ids, { user });
    await untilRun(setup().database, id, "ready");
    return id;
  }

  const logged = () =>
    setup().database.sql<{ code: string; notes: string; user: string; section: string; record: string }>(
      "SELECT event_code AS code, event_notes AS notes, user, event_section AS section, record_id AS record FROM vicidial_admin_log ORDER BY admin_log_id",
    );

  it("show the warnings, start the run with the ticked options, and report each lead's outcome on the page and as a file", async () => {
    const { database, get, submit } = setup();
    const ids = await archived(4);
    const [twin = 0, dnc = 0] = ids;
    await insertLead(database, "vicidial_list", twin, { last_name: "SMITH" });
    await database.root("vicidial_dnc").insert({ phone_number: `555${String(dnc).padStart(7, "0")}` });
    const id = await readyRun(ids);
    const ready = await get("boss", `/runs/${id}`);
    expect(ready.text).to.match(/data-moving>2<\/strong> of 4 leads will be restored/);
    expect(ready.text).to.include(`Compare lead ${twin}`).and.include("<mark>SMITH</mark>");
    expect(ready.text).to.match(/name="skip" value="dnc" checked/);

    const wrong = await submit("boss", `/runs/${id}/start`, {
      rate: "fast",
      skip: "dnc",
      callbacks: "on",
    });
    expect(wrong.status).to.equal(422);
    expect(wrong.text)
      .to.include('value="fast"')
      .and.include("Enter a whole number from 1 to 100000, or leave it empty for no limit.");
    expect((await readRun(database, id)).state).to.equal("ready");

    const started = await submit("boss", `/runs/${id}/start`, { rate: "", skip: "dnc" });
    expect(started.headers.get("Location")).to.equal(`${HOME}/runs/${id}`);
    await untilRun(database, id, "done");
    const done = await get("boss", `/runs/${id}`);
    for (const words of [
      "Kept in archive: copies differ",
      "On a DNC list",
      `lead/resolve?lead_id=${twin}`,
      "Undo this run",
    ])
      expect(done.text).to.include(words);
    const moved = await get("boss", `/runs/${id}?outcome=moved`);
    expect(
      [...moved.text.matchAll(/<th scope="row"><a href="[^"]*lead_id=(\d+)"/g)].map(([, lead]) =>
        Number(lead),
      ),
    ).to.deep.equal(ids.slice(2));
    const file = await get("boss", `/runs/${id}.csv`);
    const [batch] = await database.root("dearchive_run_batches").where({ run_id: id });
    expect(file.text.replace("\uFEFF", "").trimEnd().split("\r\n")).to.deep.equal([
      "lead_id,outcome,detail,stands_in,batch_id,counted_as,changes",
      `${twin},kept_differs,phone_number last_name,live and archive,${batch?.batch_id},Kept in archive,`,
      `${dnc},left_out,dnc,archive,,Skipped,`,
      ...ids.slice(2).map((lead) => `${lead},moved,,live,${batch?.batch_id},Restored,`),
    ]);
    const part = await get("boss", `/history/${batch?.batch_id}`);
    expect(part.text).to.include(`href="${HOME}/runs/${id}">Run #${id}</a>`);
    expect((await get("boss", "/runs")).text).to.include(`href="${HOME}/runs/${id}">#${id}</a>`);
  });

  it("skip leads whose warning appeared only after the page was shown, if that warning is set to skip", async () => {
    const { database, get, submit } = setup();
    const [lead = 0] = await archived(1);
    const id = await readyRun([lead]);
    const page = await get("boss", `/runs/${id}`);
    expect(page.text).to.match(/name="skip" value="dnc" checked/);
    const form = new URLSearchParams({ rate: "" });
    for (const [, name, value] of page.text.matchAll(/name="(offered|skip)" value="(\w+)"(?= checked|>)/g))
      if (name === "offered" || page.text.includes(`name="skip" value="${value}" checked`))
        form.append(name ?? "", value ?? "");
    await database.root("vicidial_dnc").insert({ phone_number: `555${String(lead).padStart(7, "0")}` });
    await submit("boss", `/runs/${id}/start`, form);
    expect((await untilRun(database, id, "done")).counts).to.deep.equal({ left_out: 1 });

    const [other = 0] = await archived(1);
    const again = await readyRun([other]);
    await database.root("vicidial_dnc").insert({ phone_number: `555${String(other).padStart(7, "0")}` });
    await submit("boss", `/runs/${again}/start`, { offered: "dnc" });
    expect((await untilRun(database, again, "done")).counts, "unticked").to.deep.equal({ moved: 1 });
  });

  it("write a row with the run's number to Vicidial's admin log for each action", async () => {
    const { database, submit } = setup();
    const ids = await archived(3);
    const made = await submit("boss", "/leads/search", { lead_id: ids.join(" ") });
    const id = Number(made.headers.get("Location")?.split("/").at(-1));
    await untilRun(database, id, "ready");
    await submit("boss", `/runs/${id}/start`, { rate: "1" });
    await submit("boss", `/runs/${id}/pause`, {});
    await submit("boss", `/runs/${id}/rate`, { rate: "" });
    await submit("boss", `/runs/${id}/resume`, {});
    await untilRun(database, id, "done");
    await until("the end is logged", async () =>
      (await logged()).some(({ code }) => code.endsWith(`${id} finished`)),
    );
    const lines = (await logged()).filter(({ code }) => code.startsWith(`Lead Dearchive: run ${id} `));
    expect(lines.map(({ code, user }) => [code.split(`run ${id} `)[1], user])).to.deep.equal(
      ["created", "started", "paused", "speed limit removed", "resumed", "finished"].map((deed) => [
        deed,
        "boss",
      ]),
    );
    for (const { notes } of lines) expect(notes).to.include(`<a href=${HOME}/runs/${id}>Run ${id}</a>`);
    expect(lines.at(-1)?.notes).to.include("3 moved");
    for (const { section, record, notes } of lines) {
      expect([section, record], "no lead's").to.deep.equal(["DEARCHIVE", `run-${id}`]);
      expect(notes).to.match(/^(searched for|from a list of leads)/);
    }
  });

  it("are refused to users without the right to move leads", async () => {
    const { database, get, submit } = setup();
    const id = await readyRun(await archived(1));
    for (const user of ["reporter", "exporter", "filer", "nobody"]) {
      for (const path of ["/runs", `/runs/${id}`, `/runs/${id}/events`, `/runs/${id}.csv`])
        expect((await get(user, path)).status, `${user} ${path}`).to.equal(403);
      for (const deed of ["start", "pause", "resume", "stop", "recheck", "discard", "rate", "undo"])
        expect((await submit(user, `/runs/${id}/${deed}`, {})).status, `${user} ${deed}`).to.equal(403);
    }
    expect((await get("mover", `/runs/${id}.csv`)).status, "no right to export").to.equal(403);
    expect((await submit("boss", `/runs/${id}/start`, { _csrf: "x.y" })).status).to.equal(403);
    expect((await readRun(database, id)).state).to.equal("ready");
    for (const path of ["/runs/99999", "/runs/x", "/runs/99999/events", "/runs/99999.csv"])
      expect((await get("boss", path)).status, path).to.equal(404);
  });

  it("show no leads of other lists, and let no user control a run of a user with more lists", async () => {
    const { database, get, submit } = setup();
    const [own = 0, foreign = 0] = await archived(2);
    // As Vicidial does, without updating modify_date: an undo would skip a lead that has just changed.
    const change = { called_since_last_reset: "N", modify_date: "2024-06-01 11:30:00" };
    await database.root("vicidial_list_archive").whereIn("lead_id", [own, foreign]).update(change);
    await database
      .root("vicidial_list_archive")
      .where({ lead_id: foreign })
      .update({ list_id: 2002, ...change });
    const id = await readyRun([own, foreign]);
    const ready = await get("owner", `/runs/${id}`);
    expect(ready.text).to.include(`lead_id=${own}"`).and.not.include(`lead_id=${foreign}"`);
    expect(ready.text).to.not.include("Start run");
    for (const deed of ["start", "recheck", "discard"])
      expect((await submit("owner", `/runs/${id}/${deed}`, {})).status, deed).to.equal(403);
    await submit("boss", `/runs/${id}/start`, {});
    await untilRun(database, id, "done");
    expect((await get("owner", `/runs/${id}?outcome=moved`)).text).to.not.include(`lead_id=${foreign}"`);
    const file = await get("owner", `/runs/${id}.csv`);
    expect(file.text).to.include(`${own},moved`).and.not.include(`${foreign},`);

    const undo = await submit("owner", `/runs/${id}/undo`, {});
    const undoId = Number(undo.headers.get("Location")?.split("/").at(-1));
    expect((await untilRun(database, undoId, "ready")).tally.combinations).to.deep.equal({
      "": 1,
      missing: 1,
    });
    await submit("owner", `/runs/${undoId}/start`, {});
    await untilRun(database, undoId, "done");
    expect(await leadIdsIn(database, "vicidial_list"))
      .to.include(foreign)
      .and.not.include(own);
  });

  it("include the batch in progress in the run list's progress", async () => {
    const { database, get } = setup();
    const id = await readyRun(await archived(60));
    await createRunStore(database.root, EVERY_CUSTOMER).start(id, { ...NO_OPTIONS, rate: 20 });
    await until(
      "some moved",
      async () => (await database.root("dearchive_run_batches").where({ run_id: id })).length > 0,
    );
    await createRunStore(database.root, EVERY_CUSTOMER).pause(id);
    await until("nobody works on it", async () => !(await readRun(database, id)).isWorkedOn);
    const live = await database.sql<{ leads: number }>(
      "SELECT SUM(delete_count) AS leads FROM dearchive_batches JOIN dearchive_run_batches AS link ON id = batch_id WHERE link.run_id = ?",
      [id],
    );
    const list = await get("boss", "/runs");
    const row = new RegExp(
      `runs/${id}">#${id}</a>[\\s\\S]*?data-label="Restored" class="number">(\\d+)`,
    ).exec(list.text);
    expect(Number(row?.[1])).to.equal(Number(live[0]?.leads)).and.be.greaterThan(0);
    await createRunStore(database.root, EVERY_CUSTOMER).stop(id);
  });

  it("let every user with the right to move leads pause and stop any run, because neither moves leads", async () => {
    const { database, submit } = setup();
    const id = await readyRun(await archived(50));
    await createRunStore(database.root, EVERY_CUSTOMER).start(id, { ...NO_OPTIONS, rate: 1 });
    expect((await submit("owner", `/runs/${id}/pause`, {})).status).to.equal(303);
    expect((await submit("owner", `/runs/${id}/resume`, {})).status).to.equal(403);
    expect((await submit("owner", `/runs/${id}/stop`, {})).status).to.equal(303);
    expect((await readRun(database, id)).state).to.equal("stopped");
  });

  it("say that a run starts by itself, and why it did not", async () => {
    const { database, get } = setup();
    const id = await readyRun(await archived(1));
    const pageIn = async (state: string) => {
      await database
        .root("dearchive_runs")
        .where({ id })
        .update({ state, starts_itself: 1, lease_until: "2099-01-01 00:00:00" });
      return (await get("boss", `/runs/${id}`)).text;
    };
    expect(await pageIn("checking")).to.include("This run starts by itself once its leads are checked.");
    expect(await pageIn("ready")).to.include(
      "did not start by itself, because a warning that it skips could not be checked.",
    );
  });

  it("show the run's current state when another user acted first", async () => {
    const { database, submit } = setup();
    const id = await readyRun(await archived(1));
    const answers = await Promise.all([1, 2, 3].map(() => submit("boss", `/runs/${id}/start`, {})));
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([303, 409, 409]);
    await untilRun(database, id, "done");
    for (const deed of ["start", "pause", "resume", "stop", "recheck", "discard", "rate"]) {
      const { status, text } = await submit("boss", `/runs/${id}/${deed}`, {});
      expect(status, deed).to.equal(409);
      expect(text).to.include("The run has changed in the meantime");
    }
  });

  it("show live progress to every viewer until the run's state changes", async () => {
    const { database, url } = setup();
    const id = await readyRun(await archived(60));
    await createRunStore(database.root, EVERY_CUSTOMER).start(id, { ...NO_OPTIONS, rate: 20 });
    const response = await fetch(`${url}/runs/${id}/events`, { headers: basicAuth("mover") });
    expect(response.headers.get("Content-Type")).to.include("text/event-stream");
    expect(response.headers.get("Cache-Control")).to.equal("no-store");
    const updates: { state: string; handled: string }[] = [];
    let text = "";
    for await (const piece of response.body ?? []) {
      text += Buffer.from(piece).toString();
      for (const [line, json] of text.matchAll(/data: (.*)\n\n/g)) {
        updates.push(JSON.parse(json ?? ""));
        text = text.replace(line, "");
      }
      if (updates.at(-1)?.state === "done") break;
    }
    expect(updates.length).to.be.greaterThan(2);
    expect(updates.at(-1)).to.deep.include({ state: "done", handled: "60", percent: 100, hold: null });
    const figures = updates.map(({ handled }) => Number(handled));
    expect(figures).to.deep.equal(figures.toSorted((one, other) => one - other));
  });
});
