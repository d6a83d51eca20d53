import { dirname } from "node:path";
import { expect } from "chai";
import { DEARCHIVE, fullMove } from "./support/apiSetup.ts";
import { post } from "./support/client.ts";
import { createTestDatabase, type TestDatabase } from "./support/database.ts";
import { createKey, createUser, insertLeads, leadIdsIn } from "./support/factories.ts";
import { confOf, useFiles } from "./support/files.ts";
import { type Standalone, startStandalone } from "./support/standalone.ts";

describe("The standalone server with several customers", () => {
  const file = useFiles();
  const customerFile = useFiles();
  let home: TestDatabase;
  let acme: TestDatabase;

  before(async () => {
    home = await createTestDatabase();
    acme = await createTestDatabase({ migrated: false });
    for (const database of [home, acme]) await createUser(database);
    await insertLeads(home, "vicidial_list_archive", [1]);
  });

  after(async () => {
    await home.drop();
    await acme.drop();
  });

  /** Starts the server, runs the work and stops the server in any case. */
  async function withServer(conf: string, use: (server: Standalone) => Promise<void>): Promise<void> {
    const folder = dirname(customerFile("acme.conf", conf));
    const server = await startStandalone(home, file, { DEARCHIVE_CUSTOMERS: folder });
    try {
      await use(server);
    } finally {
      server.process.kill("SIGKILL");
      await server.ended;
    }
  }

  it("serves other customers while one database is down, and names the affected customer", () =>
    withServer(confOf(acme, { port: 1 }), async (server) => {
      const [key, ofAcme] = [await createKey(home), await createKey(home, { customer: "acme" })];
      expect((await post(server.url + DEARCHIVE, ofAcme.key, fullMove([1]))).status).to.equal(500);
      expect((await post(server.url + DEARCHIVE, key.key, fullMove([1]))).status).to.equal(200);
      expect(await leadIdsIn(home, "vicidial_list")).to.deep.equal([1]);
      const warning = server
        .stdout()
        .split("\n")
        .find((line) => line.includes("database cannot be reached yet"));
      expect(JSON.parse(warning ?? "{}")).to.include({ customer: "acme" });
    }));

  it("does not start if a customer's tables are missing, and names the customer and the command to run", () =>
    withServer(confOf(acme), async (server) => {
      const { code, stderr } = await server.ended;
      expect(code).to.equal(1);
      expect(stderr).to.match(/own tables of customer "acme".*vicidial-dearchive migrate/);
    }));
});
