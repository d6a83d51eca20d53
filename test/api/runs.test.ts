import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { expectCreated, expectProblem, RUNS, type RunBody, runClient } from "../support/apiRuns.ts";
import { useApiSetup } from "../support/apiSetup.ts";
import { createClock, HOURS_HOLD_MS } from "../support/clock.ts";
import { createKey, insertLead, insertLeads, leadIdsIn } from "../support/factories.ts";
import { removeRules, saveRule } from "../support/hours.ts";
import { idsFrom } from "../support/leadIds.ts";

/** Expects the parts of a run's counts to add up. */
function expectSum({ leads: { total, ...parts } }: RunBody): void {
  expect(Object.values(parts).reduce((sum, count) => sum + count, 0)).to.equal(total);
}

/** Sends a POST as `curl -X POST` does: with neither a body nor a header about one. Returns the answer's first line. */
async function postNothing(url: string, key: string): Promise<string | undefined> {
  const { hostname, port, pathname } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(
    `POST ${pathname} HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Key=${key}\r\nConnection: close\r\n\r\n`,
  );
  return (await text(socket)).split("\r\n")[0];
}

describe("A run over the API", () => {
  const clock = createClock("2026-11-23T10:00:00Z");
  const setup = useApiSetup({ plugin: { clock: clock.read } });
  const client = () => runClient(setup());

  it("checks its leads, starts by itself, moves them, and reports each", async () => {
    const { database } = setup();
    await insertLeads(database, "vicidial_list_archive", idsFrom(1, 1203));
    await insertLeads(database, "vicidial_list", [7]);
    await insertLead(database, "vicidial_list", 8, { last_name: "SMITH" });
    await database.root("vicidial_dnc").insert({ phone_number: "5550000009" });
    const { id } = expectCreated(
      await client().create({
        direction: "restore",
        lead_ids: [...idsFrom(1, 1203).reverse(), 5000, 5],
        name: "  Won   back ",
        start: true,
      }),
    );
    const done = await client().until(id, "done");
    expect(done).to.deep.include({ name: "Won back", direction: "restore", user: "apiuser", hold: null });
    expect(done.leads).to.deep.equal({
      total: 1204,
      moved: 1200,
      already_there: 1,
      kept: 1,
      skipped: 1,
      not_found: 1,
      undone: 0,
      not_handled: 0,
    });
    expect(done.outcomes).to.deep.equal({
      moved: 1200,
      deleted: 1,
      kept_differs: 1,
      left_out: 1,
      not_found: 1,
    });
    expect(done.settings).to.deep.equal({
      skip: ["dnc"],
      restore_callbacks: false,
      speed_limit: null,
      changes: null,
    });
    expectSum(done);
    expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([8, 9]);

    const all = await client().get(`/${id}/leads`, { Accept: "application/x-ndjson" });
    expect(all.headers.get("Content-Type")).to.match(/^application\/x-ndjson/);
    const lines = all.text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ lead_id }) => lead_id)).to.deep.equal([...idsFrom(1, 1203), 5000]);
    expect(lines[7]).to.deep.include({
      outcome: "kept_differs",
      counted_as: "kept",
      columns: ["phone_number", "last_name"],
    });
    expect(lines[8]).to.deep.include({ outcome: "left_out", counted_as: "skipped", skipped_for: "dnc" });

    const paged: number[] = [];
    for (let after = ""; ; ) {
      const { body } = await client().get(`/${id}/leads?limit=400${after}`);
      const { leads, next } = body as { leads: { lead_id: number }[]; next: string | null };
      paged.push(...leads.map(({ lead_id }) => lead_id));
      if (next === null) break;
      after = `&after=${next}`;
    }
    expect(paged).to.deep.equal(lines.map(({ lead_id }) => lead_id));
    const kept = await client().get(`/${id}/leads?outcome=kept_differs`);
    expect(kept.body).to.have.nested.property("leads[0].lead_id", 8);
  });

  it("waits as ready, starts with other settings, pauses, resumes, stops, and is undone", async () => {
    const { database } = setup();
    await insertLeads(database, "vicidial_list_archive", idsFrom(1, 40));
    const { id } = expectCreated(
      await client().create({ direction: "restore", search: { list_id: 1001, status: ["NA", "B"] } }),
    );
    const ready = await client().until(id, "ready");
    expect(ready.leads).to.include({ total: 40, not_handled: 40 });
    expect(ready.estimate?.ends_at).to.be.a("string");
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([]);
    expectProblem(await client().control(id, "pause"), 409, "run_state");
    expectProblem(await client().control(id, "undo"), 409, "run_state");

    const started = await client().control(id, "start", { speed_limit: 5, skip: [], name: "Slow" });
    expect(started.body).to.deep.include({ state: "running", name: "Slow" });
    expect((await client().control(id, "start")).status).to.equal(200);
    expect((await client().control(id, "pause")).body).to.include({ state: "paused" });
    expect((await client().control(id, "pause")).status).to.equal(200);
    const { server, key } = setup();
    expect(await postNothing(`${server.url}${RUNS}/${id}/pause`, key)).to.include(" 200 ");
    expect((await client().control(id, "resume")).body).to.include({ state: "running" });
    expect((await client().control(id, "stop")).body).to.include({ state: "stopped" });
    const stopped = await client().read(id);
    expectSum(stopped);
    expectProblem(await client().control(id, "resume"), 409, "run_state");

    const undo = expectCreated(await client().control(id, "undo", { start: true, skip: [] }));
    expect(undo).to.deep.include({ direction: "archive", starts_itself: true });
    expect(await client().until(undo.id, "done")).to.deep.include({ state: "done" });
    expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([...idsFrom(1, 40)]);
    expect((await client().read(id)).leads).to.include({ moved: 0 });
  });

  it("archives leads with the same paths", async () => {
    const { database } = setup();
    await insertLeads(database, "vicidial_list", [1, 2, 3]);
    const { id } = expectCreated(
      await client().create({ direction: "archive", search: { list_id: 1001 }, start: true }),
    );
    expect((await client().until(id, "done")).leads).to.include({ total: 3, moved: 3 });
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([]);
  });

  it("changes what it restores, and says what is wrong with the changes", async () => {
    const { database } = setup();
    await insertLeads(database, "vicidial_list_archive", [1]);
    const refused = await client().create({
      direction: "restore",
      lead_ids: [1],
      changes: { list_id: 999_999, colour: "red" },
    });
    expect(expectProblem(refused, 422, "fields_invalid").errors?.[0]).to.include({ field: "changes" });
    const gone = await client().create({
      direction: "restore",
      lead_ids: [1],
      changes: { list_id: 999_999 },
    });
    expect(expectProblem(gone, 422, "fields_invalid").errors?.[0]).to.include({ field: "changes.list_id" });
    const { id } = expectCreated(
      await client().create({ direction: "restore", lead_ids: [1], changes: { rank: 7 }, start: true }),
    );
    expect((await client().until(id, "done")).settings).to.deep.include({ changes: { rank: 7 } });
  });

  it("is held by office hours, and says until when", async () => {
    const { database } = setup();
    await insertLeads(database, "vicidial_list_archive", [1]);
    await saveRule(database, "daily 09:00-11:00");
    clock.advance(HOURS_HOLD_MS);
    try {
      const { id } = expectCreated(
        await client().create({ direction: "restore", lead_ids: [1], start: true }),
      );
      const running = await client().until(id, "running");
      expect(running.estimate?.ends_at).to.match(/^2026-11-23T11:00/);
      await client().control(id, "stop");
    } finally {
      await removeRules(database);
      clock.advance(HOURS_HOLD_MS);
    }
  });

  it("is created once however often it is sent with the same Idempotency-Key", async () => {
    const { database } = setup();
    await insertLeads(database, "vicidial_list_archive", [1, 2]);
    const wanted = { direction: "restore", lead_ids: [1, 2] };
    const repeat = () => client().create(wanted, { "Idempotency-Key": "once" });
    const answers = await Promise.all([repeat(), repeat(), repeat()]);
    const ids = new Set(answers.map((answer) => expectCreated(answer).id));
    expect(ids.size).to.equal(1);
    const again = await client().create(
      { start: false, ...wanted, lead_ids: [2, 1] },
      { "Idempotency-Key": "once" },
    );
    expect(expectCreated(again).id).to.equal([...ids][0]);
    expect(again.headers.get("Idempotency-Replayed")).to.equal("true");
    const other = await client().create({ ...wanted, lead_ids: [1] }, { "Idempotency-Key": "once" });
    expectProblem(other, 422, "idempotency_reused");
    const { key } = await createKey(database);
    const elsewhere = await runClient(setup(), key).create(wanted, { "Idempotency-Key": "once" });
    expect(ids.has(expectCreated(elsewhere).id)).to.equal(false);
  });

  it("stays ready if a warning to skip cannot be checked", async () => {
    const { database } = setup();
    await insertLeads(database, "vicidial_list_archive", [1]);
    await database.sql("RENAME TABLE vicidial_dnc TO taken_away");
    try {
      const { id } = expectCreated(
        await client().create({ direction: "restore", lead_ids: [1], start: true }),
      );
      const ready = await client().until(id, "ready");
      expect(ready.check.unchecked).to.include("dnc");
    } finally {
      await database.sql("RENAME TABLE taken_away TO vicidial_dnc");
    }
  });

  it("is listed newest first, in pages and by state", async () => {
    const { database } = setup();
    await insertLeads(database, "vicidial_list_archive", [1]);
    const made = [];
    for (let n = 0; n < 3; n += 1)
      made.push(expectCreated(await client().create({ direction: "restore", lead_ids: [1] })).id);
    for (const id of made) await client().until(id, "ready");
    const first = (await client().get("?limit=2&state=ready")).body as { runs: RunBody[]; next: string };
    expect(first.runs.map(({ id }) => id)).to.deep.equal([made[2], made[1]]);
    const second = (await client().get(`?limit=1&after=${first.next}`)).body as { runs: RunBody[] };
    expect(second.runs.map(({ id }) => id)).to.deep.equal([made[0]]);
  });
});
