import { expect } from "chai";
import { DEARCHIVE, fullMove, useApiSetup } from "../support/apiSetup.ts";
import { post, send, startServer } from "../support/client.ts";
import { withAccount } from "../support/database.ts";
import { createKey, createUser, insertLead } from "../support/factories.ts";
import { withIdempotencyKey } from "../support/idempotency.ts";

const HEALTH = "/vicidial/dearchive/health";
/** Requests may still be served with rules that were read before. */
const HOURS = "dearchive_office_hours";
const HANDED_ON = { "X-Forwarded-For": "198.51.100.1" };

describe("The health check", () => {
  const setup = useApiSetup();
  const ask = (path: string, headers: Record<string, string> = {}) =>
    send(setup().server.url + path, { headers });

  it("reports that the process is live without a database query", async () => {
    const { status, body } = await ask(`${HEALTH}/live`);
    expect([status, body]).to.deep.equal([200, { live: true }]);
  });

  for (const path of [HEALTH, `${HEALTH}/ready`]) {
    it(`reports on ${path} that requests can be served, and to this machine which customers' databases answer`, async () => {
      const { status, body } = await ask(path);
      expect([status, body]).to.deep.equal([200, { live: true, ready: true, customers: { default: true } }]);
    });

    it(`hides the customers on ${path} from requests through a proxy`, async () => {
      const { status, body } = await ask(path, HANDED_ON);
      expect([status, body]).to.deep.equal([200, { live: true, ready: true }]);
    });

    it(`answers 503 on ${path} while the database is down, and still reports the process as live`, async () => {
      const { database } = setup();
      const config = withAccount(database.config, { port: 1 });
      const alone = await startServer(database, { config });
      try {
        const ready = await send(alone.url + path, {});
        expect([ready.status, ready.body]).to.deep.equal([
          503,
          { live: true, ready: false, customers: { default: false } },
        ]);
        const live = await send(`${alone.url + HEALTH}/live`, {});
        expect([live.status, live.body]).to.deep.equal([200, { live: true }]);
      } finally {
        await alone.close();
      }
    });
  }

  it("is ready exactly while requests are served, whichever table is missing", async () => {
    const { database, server } = setup();
    await createUser(database, "limited", {}, " SALES -");
    await database.root("vicidial_lists").insert({ list_id: 1001, list_name: "", campaign_id: "SALES" });
    const { key } = await createKey(database, { vicidialUser: "limited", rateLimit: 1000 });
    const tables = await database.sql<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ? ORDER BY name",
      [database.name],
    );
    const blocking: string[] = [];
    for (const { name } of tables) {
      await insertLead(database, "vicidial_list_archive", 918);
      await database.sql(`RENAME TABLE ${name} TO moved_away`);
      try {
        const { status } = await post(server.url + DEARCHIVE, key, fullMove([918]), withIdempotencyKey(name));
        const { status: readiness } = await ask(`${HEALTH}/ready`);
        expect(readiness, name).to.equal(status < 500 && name !== HOURS ? 200 : 503);
        if (readiness === 503) blocking.push(name);
      } finally {
        await database.sql(`RENAME TABLE moved_away TO ${name}`);
        for (const table of ["vicidial_list", "vicidial_list_archive"]) await database.root(table).delete();
      }
    }
    expect(blocking).to.include.members(["dearchive_api_keys", "dearchive_batches", "vicidial_lists"]);
    expect((await ask(`${HEALTH}/ready`)).status).to.equal(200);
  });

  it("is not ready while the database accepts no changes", async () => {
    const { database, dearchive } = setup();
    await database.sql("SET GLOBAL read_only = ON");
    try {
      expect((await dearchive(fullMove([1]))).status).to.equal(500);
      expect((await ask(`${HEALTH}/ready`)).status).to.equal(503);
    } finally {
      await database.sql("SET GLOBAL read_only = OFF");
    }
    expect((await ask(`${HEALTH}/ready`)).status).to.equal(200);
  });

  it("shows no database error", async () => {
    const config = withAccount(setup().database.config, { password: "wr0ng" });
    const alone = await startServer(setup().database, { config });
    const { status, text } = await send(`${alone.url + HEALTH}/ready`, {}).finally(() => alone.close());
    expect([status, text]).to.deep.equal([503, '{"live":true,"ready":false,"customers":{"default":false}}']);
  });
});
