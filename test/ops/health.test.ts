import { expect } from "chai";
import { useApiSetup } from "../support/apiSetup.ts";
import { send, startServer } from "../support/client.ts";
import { withAccount } from "../support/database.ts";

const HEALTH = "/vicidial/dearchive/health";
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

  for (const table of ["dearchive_api_keys", "dearchive_batches", "vicidial_list_archive"]) {
    it(`is not ready while the table ${table} is missing, because requests would fail`, async () => {
      const { database } = setup();
      await database.sql(`RENAME TABLE ${table} TO moved_away`);
      try {
        expect((await ask(`${HEALTH}/ready`)).status).to.equal(503);
      } finally {
        await database.sql(`RENAME TABLE moved_away TO ${table}`);
      }
      expect((await ask(`${HEALTH}/ready`)).status).to.equal(200);
    });
  }

  it("shows no database error", async () => {
    const config = withAccount(setup().database.config, { password: "wr0ng" });
    const alone = await startServer(setup().database, { config });
    const { status, text } = await send(`${alone.url + HEALTH}/ready`, {}).finally(() => alone.close());
    expect([status, text]).to.deep.equal([503, '{"live":true,"ready":false,"customers":{"default":false}}']);
  });
});
