import { expect } from "chai";
import fc from "fast-check";
import { expectCreated, expectProblem, RUNS, runClient } from "../support/apiRuns.ts";
import { useApiSetup } from "../support/apiSetup.ts";
import { post, send } from "../support/client.ts";
import { createKey, createUser, insertLead, insertLeads } from "../support/factories.ts";

const GOOD = { direction: "restore", lead_ids: [1] };

describe("A request to create a run is refused", () => {
  const setup = useApiSetup();
  const client = () => runClient(setup());

  const wrong: Readonly<Record<string, { body: unknown; fields: readonly string[] }>> = {
    "without any field": { body: {}, fields: ["direction", "lead_ids"] },
    "as a list": { body: [], fields: ["", "direction", "lead_ids"] },
    "with an unknown direction": { body: { ...GOOD, direction: "dearchive" }, fields: ["direction"] },
    "with ids and a search": { body: { ...GOOD, search: { list_id: 1 } }, fields: ["search"] },
    "without ids": { body: { ...GOOD, lead_ids: [] }, fields: ["lead_ids"] },
    "with texts for ids": { body: { ...GOOD, lead_ids: [1, "2", 1.5, null, -1] }, fields: ["lead_ids"] },
    "with too many ids": {
      body: { ...GOOD, lead_ids: Array.from({ length: 100_001 }, (_, n) => n) },
      fields: ["lead_ids"],
    },
    "with a misspelled condition": {
      body: { direction: "restore", search: { list_id: 1, statuss: "NA" } },
      fields: ["search.statuss"],
    },
    "with an empty search": { body: { direction: "restore", search: {} }, fields: ["search"] },
    "with wrong conditions": {
      body: {
        direction: "restore",
        search: {
          list_id: "1",
          status: ["TOOLONG"],
          phone_number: "555-1",
          called_from: "2026-02-30",
          entry_from: "2026-02-02",
          entry_to: "2026-02-01",
        },
      },
      fields: [
        "search.phone_number",
        "search.list_id",
        "search.status",
        "search.called_from",
        "search.entry_to",
      ],
    },
    "with a warning that nobody can skip": { body: { ...GOOD, skip: ["differs"] }, fields: ["skip"] },
    "with wrong settings": {
      body: {
        ...GOOD,
        speed_limit: 0,
        name: "x".repeat(101),
        restore_callbacks: 1,
        start: "yes",
        priority: 1,
      },
      fields: ["name", "restore_callbacks", "speed_limit", "start", "priority"],
    },
    "with callbacks for an archive": {
      body: { ...GOOD, direction: "archive", restore_callbacks: true, changes: { rank: 1 } },
      fields: ["restore_callbacks", "changes"],
    },
  };
  for (const [name, { body, fields }] of Object.entries(wrong))
    it(`${name}, naming every field that is wrong`, async () => {
      const { errors, title } = expectProblem(await client().create(body), 422, "fields_invalid");
      expect(errors?.map(({ field }) => field)).to.have.members([...fields]);
      for (const { field, message } of errors ?? []) expect(title).to.include(`${field} ${message}`);
    });

  it("as broken JSON with the position, and with another type", async () => {
    expect(expectProblem(await client().create("{"), 400, "body_malformed").title).to.include("line 1");
    expectProblem(await client().create("a=1", { "Content-Type": "text/plain" }), 415, "body_not_json");
    expectProblem(await client().create(`"${"x".repeat(3_000_000)}"`), 413, "body_too_large");
  });

  it("but 100,000 ids fit", async () => {
    const ids = Array.from({ length: 100_000 }, (_, n) => 4_000_000_000 + n);
    const run = expectCreated(await client().create({ direction: "restore", lead_ids: ids }));
    expect(run.leads).to.include({ total: 100_000 });
    await setup().database.root("dearchive_runs").where({ id: run.id }).delete();
  });

  it("whatever it contains, with a clear answer and no run", async () => {
    const before = await setup().database.root("dearchive_runs").count({ n: "*" });
    const part = fc.oneof(fc.json({ maxDepth: 3 }), fc.constantFrom('{"list_id":1}', "[1,2]", '"restore"'));
    const names = fc.constantFrom(
      "direction",
      "lead_ids",
      "search",
      "skip",
      "changes",
      "start",
      "__proto__",
      "name",
    );
    const bodies = fc
      .array(fc.tuple(names, part), { maxLength: 5 })
      .map((fields) => `{${fields.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(",")}}`);
    await fc.assert(
      fc.asyncProperty(bodies, async (text) => {
        const { status, body } = await client().create(text.replaceAll('"restore"', '"restored"'));
        expect(status, text).to.be.oneOf([400, 422]);
        expect(body).to.have.property("title").that.is.a("string");
      }),
      { numRuns: 40 },
    );
    expect(await setup().database.root("dearchive_runs").count({ n: "*" })).to.deep.equal(before);
  });

  it("without a valid key, and beyond the key's rate limit", async () => {
    const { server, database } = setup();
    for (const path of [RUNS, `${RUNS}/1`, `${RUNS}/1/leads`])
      expect((await send(server.url + path, {})).status, path).to.equal(401);
    expect((await post(`${server.url}${RUNS}/1/pause`, "vda_wrong", {})).status).to.equal(401);
    const { key } = await createKey(database, { rateLimit: 1 });
    await runClient(setup(), key).get("");
    expectProblem(await runClient(setup(), key).get(""), 429, "rate_limited");
  });

  it("for queries that make no sense", async () => {
    const run = expectCreated(await client().create(GOOD));
    for (const path of [
      "?limit=0",
      "?state=lost",
      "?after=x",
      "?page=2",
      `/${run.id}/leads?after=1`,
      `/${run.id}/leads?outcome=x`,
    ])
      expectProblem(await client().get(path), 422, "fields_invalid");
    for (const path of ["/0", "/x", "/99999999", "/1e3"])
      expectProblem(await client().get(path), 404, "run_unknown");
  });
});

describe("A key's scopes and its user's lists decide about runs", () => {
  const setup = useApiSetup();

  async function clientWith(scopes: readonly ("read" | "restore" | "archive" | "restore_by_phone")[]) {
    const { key } = await createKey(setup().database, { scopes });
    return runClient(setup(), key);
  }

  it("restoring, archiving, undoing and reading need their own scope", async () => {
    await insertLeads(setup().database, "vicidial_list_archive", [1]);
    const [reader, restorer, archiver, caller] = [
      await clientWith(["read"]),
      await clientWith(["restore"]),
      await clientWith(["archive"]),
      await clientWith(["restore_by_phone"]),
    ];
    const { id } = expectCreated(await restorer.create({ ...GOOD, start: true }));
    await reader.until(id, "done");
    for (const other of [reader, archiver, caller])
      expectProblem(await other.create(GOOD), 403, "scope_missing");
    for (const other of [restorer, caller])
      expectProblem(await other.create({ ...GOOD, direction: "archive" }), 403, "scope_missing");
    for (const other of [reader, archiver])
      expectProblem(await other.control(id, "stop"), 403, "scope_missing");
    for (const other of [reader, restorer, caller])
      expectProblem(await other.control(id, "undo"), 403, "scope_missing");
    for (const path of ["", `/${id}`, `/${id}/leads`]) {
      for (const other of [reader, restorer, archiver]) expect((await other.get(path)).status).to.equal(200);
      expectProblem(await caller.get(path), 403, "scope_missing");
    }
    expectCreated(await archiver.control(id, "undo"));
  });

  it("a user of one campaign moves leads of its lists only, and sees only its own runs", async () => {
    const { database } = setup();
    await database.root("vicidial_lists").insert([
      { list_id: 1001, list_name: "Ours", campaign_id: "A", active: "Y" },
      { list_id: 1002, list_name: "Theirs", campaign_id: "B", active: "Y" },
    ]);
    await insertLeads(database, "vicidial_list_archive", [1]);
    await insertLead(database, "vicidial_list_archive", 2, { list_id: 1002 });
    await createUser(database, "oneuser", {}, " A -");
    const { key } = await createKey(database, { vicidialUser: "oneuser" });
    const [one, every] = [runClient(setup(), key), runClient(setup())];
    const own = expectCreated(await one.create({ direction: "restore", lead_ids: [1, 2], start: true }));
    expect((await one.until(own.id, "done")).leads).to.include({ moved: 1, not_found: 1 });
    const theirs = expectCreated(await every.create({ direction: "restore", lead_ids: [2], start: true }));
    await every.until(theirs.id, "done");
    for (const path of [`/${theirs.id}`, `/${theirs.id}/leads`])
      expectProblem(await one.get(path), 404, "run_unknown");
    for (const control of ["start", "pause", "resume", "stop", "undo"])
      expectProblem(await one.control(theirs.id, control), 404, "run_unknown");
    const listed = (await one.get("")).body as { runs: { id: number }[] };
    expect(listed.runs.map(({ id }) => id)).to.deep.equal([own.id]);
    expect(await every.read(own.id)).to.include({ user: null });
    const outcomes = (await one.get(`/${own.id}/leads`)).body as { leads: { lead_id: number }[] };
    expect(outcomes.leads.map(({ lead_id }) => lead_id)).to.deep.equal([1]);
  });
});
