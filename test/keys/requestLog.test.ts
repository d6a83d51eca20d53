import { expect } from "chai";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { createHoursStore } from "../../server/hours/hoursStore.ts";
import { createRequestQueue } from "../../server/keys/requestRecorder.ts";
import { createRequestStore } from "../../server/keys/requestStore.ts";
import { ARCHIVE, DEARCHIVE, fullMove } from "../support/apiSetup.ts";
import { post, startServer } from "../support/client.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { createKey, createUser, insertLeads } from "../support/factories.ts";
import { makeSettings } from "../support/officeHours.ts";
import { REQUEST } from "../support/requests.ts";

describe("The request log of API keys", () => {
  let database: TestDatabase;

  before(async () => {
    database = await createTestDatabase();
    await createUser(database);
  });
  after(() => database.drop());
  beforeEach(() => database.root("dearchive_requests").delete());

  const rows = () => database.sql("SELECT * FROM dearchive_requests ORDER BY id");
  const store = () => createRequestStore(database.root);

  it("records moves, dry runs, 400, 401, 403 and 429 of a known key, and writes what is left when the server closes", async () => {
    const limited = await createKey(database, { rateLimit: 4 });
    const other = await createKey(database, { allowedAddresses: ["192.0.2.1"] });
    await insertLeads(database, "vicidial_list_archive", [31, 32]);
    const server = await startServer(database);
    const dearchive = (key: string, body: unknown, headers = {}) =>
      post(server.url + DEARCHIVE, key, body, headers);
    await dearchive(limited.key, fullMove([31, 32]), { Prefer: "handling=dry-run" });
    await dearchive(limited.key, fullMove([31, 32]), { "X-Request-Id": "the-callers-id" });
    await dearchive(limited.key, fullMove([404]));
    await dearchive(limited.key, '{"vendor_5551234567": ');
    await dearchive(limited.key, fullMove([31]));
    await dearchive(other.key, fullMove([31]));
    await dearchive("vda_00000000000000000000000000000000000000", fullMove([31]));
    await server.close();

    const [batch] = await database.sql<{ id: number }>("SELECT id FROM dearchive_batches");
    const found = await rows();
    expect(
      found.map((row) => [row["key_id"], row["status"], row["fault"], row["leads"], row["batch_id"]]),
    ).to.deep.equal([
      [limited.id, 200, null, 2, null],
      [limited.id, 200, null, 2, batch?.id],
      [limited.id, 400, "ids_missing", 1, null],
      [limited.id, 500, "body_malformed", null, null],
      [limited.id, 429, "rate_limited", null, null],
      [other.id, 401, "address_not_allowed", null, null],
    ]);
    expect(found[0]).to.include({ dry_run: 1, path: DEARCHIVE, address: "127.0.0.1" });
    expect(found[1]).to.include({ request_id: "the-callers-id", dry_run: 0 });
    expect(found[2]).to.include({ message: "lead_ids does not exist" });
    for (const secret of [limited.key, other.key, "5551234567"])
      expect(JSON.stringify(found)).to.not.include(secret);
  });

  it("records requests that office hours block, and archive requests in an older dialect", async () => {
    const { key } = await createKey(database, { responseFormat: "http_code" });
    const hours = createHoursStore(database.root, () => undefined, EVERY_CUSTOMER);
    await hours.add(makeSettings({ weekly: "mon-sun 00:00-24:00" }), new Date());
    const server = await startServer(database);
    await post(server.url + ARCHIVE, key, { ...fullMove([1]), update_leads: false });
    await server.close();
    await database.root("dearchive_office_hours").delete();
    expect((await rows())[0]).to.include({
      status: 441,
      fault: "office_hours",
      message: "api cannot be executed during office hours time condition",
      path: ARCHIVE,
    });
  });

  it("keeps nothing with 0 days, and deletes what was kept", async () => {
    const { key } = await createKey(database);
    await store().add([REQUEST]);
    const server = await startServer(database, { config: { ...database.config, requestLogDays: 0 } });
    await post(server.url + DEARCHIVE, key, fullMove([404]));
    await server.close();
    expect(await rows()).to.deep.equal([]);
  });

  it("deletes only requests older than the period", async () => {
    const old = { ...REQUEST, at: new Date("2026-10-01T00:00:00Z") };
    await store().add(Array.from({ length: 1500 }, () => old));
    await store().add([REQUEST]);
    await store().clean(new Date("2026-11-01T00:00:00Z"));
    expect(await rows()).to.have.length(1);
  });

  it("drops requests and counts them instead of delaying answers when the database is slow", async () => {
    const missing: number[] = [];
    let finish: () => void = () => undefined;
    const written: number[] = [];
    const queue = createRequestQueue(
      {
        add: async (list) => {
          await new Promise<void>((done) => {
            finish = done;
          });
          written.push(list.length);
        },
      },
      (requests) => missing.push(requests),
    );
    queue.note(REQUEST);
    const flushing = queue.flush();
    for (let n = 0; n < 5_003; n += 1) queue.note(REQUEST);
    finish();
    await flushing;
    expect([written, missing]).to.deep.equal([[1], []]);

    const failing = createRequestQueue({ add: () => Promise.reject(new Error("gone")) }, (requests) =>
      missing.push(requests),
    );
    failing.note(REQUEST);
    expect(await failing.flush().catch((error: Error) => error.message)).to.equal("gone");
    expect(missing).to.deep.equal([1]);
  });

  it("finds requests by key, status and time, page by page", async () => {
    const at = (day: number) => new Date(`2026-11-${day}T10:00:00Z`);
    await store().add([
      { ...REQUEST, at: at(18), keyId: 1 },
      { ...REQUEST, at: at(19), keyId: 2, status: 400, fault: "ids_missing" },
      { ...REQUEST, at: at(20), keyId: 1, isDryRun: true },
      { ...REQUEST, at: at(21), keyId: 1, status: 429, fault: "rate_limited" },
    ]);
    const days = async (filter: object, before?: number, size = 10) => {
      const page = await store().page({ keyIds: [1, 2], ...filter }, before, size);
      return { days: page.requests.map((request) => request.at.getUTCDate()), before: page.before };
    };
    expect((await days({})).days).to.deep.equal([21, 20, 19, 18]);
    expect((await days({ keyIds: [1] })).days).to.deep.equal([21, 20, 18]);
    expect((await days({ keyIds: [] })).days).to.deep.equal([]);
    expect((await days({ status: 400 })).days).to.deep.equal([19]);
    expect((await days({ kind: "unsuccessful" })).days).to.deep.equal([21, 19]);
    expect((await days({ kind: "succeeded" })).days).to.deep.equal([18]);
    expect((await days({ kind: "dry_run", keyIds: [1] })).days).to.deep.equal([20]);
    expect((await days({ from: at(19), to: at(20) })).days).to.deep.equal([19]);
    expect((await days({ to: new Date("2026-01-01T00:00:00Z") })).days).to.deep.equal([]);
    const first = await days({}, undefined, 3);
    expect(first.days).to.deep.equal([21, 20, 19]);
    expect(await days({}, first.before ?? 0, 3)).to.deep.equal({ days: [18], before: null });
    expect(await store().statuses([1, 2])).to.deep.equal([200, 400, 429]);
    expect(await store().statuses([1]), "of one key").to.deep.equal([200, 429]);
    expect(await store().statuses([]), "of no key").to.deep.equal([]);
  });
});
