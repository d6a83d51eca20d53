import { expect } from "chai";
import { freePort } from "../demo/privateMariaDb.ts";
import { examineRuntime } from "../server/doctor/runtimeChecks.ts";
import { DEARCHIVE, fullMove } from "./support/apiSetup.ts";
import { post, send } from "./support/client.ts";
import { createTestDatabase, type TestDatabase } from "./support/database.ts";
import { createKey, createUser, insertLeads, leadIdsIn } from "./support/factories.ts";
import { confOf, useFiles } from "./support/files.ts";
import { start } from "./support/program.ts";
import { type Standalone, startStandalone } from "./support/standalone.ts";
import { holdTable, until, untilLockWait } from "./support/waiting.ts";

describe("The standalone server", () => {
  const file = useFiles();
  let database: TestDatabase;
  let key: string;
  let server: Standalone | undefined;

  beforeEach(async () => {
    database = await createTestDatabase();
    await createUser(database);
    ({ key } = await createKey(database));
    await insertLeads(database, "vicidial_list_archive", [1, 2]);
  });

  afterEach(async () => {
    server?.process.kill("SIGKILL");
    await server?.ended;
    server = undefined;
    await database.drop();
  });

  async function isRefused(url: string): Promise<boolean> {
    return fetch(url, { headers: { Connection: "close" } }).then(
      () => false,
      () => true,
    );
  }

  it("serves the API, logs only JSON lines, and warns at start of a Node without security fixes", async () => {
    server = await startStandalone(database, file);
    expect((await post(server.url + DEARCHIVE, key, fullMove([1, 2]))).status).to.equal(200);
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([1, 2]);
    const { stdout } = server;
    const messages = () =>
      stdout()
        .trimEnd()
        .split("\n")
        .map((line) => (JSON.parse(line) as { msg: string }).msg);
    await until("the request is logged", async () => messages().includes("request"));
    expect(messages()).to.include("listening");
    expect(server.stdout()).to.not.include(key.slice(12));
    const advice = examineRuntime(process.version, new Date()).filter(({ level }) => level !== "ok");
    expect(messages().filter((text) => text.startsWith("Node "))).to.deep.equal(
      advice.map(({ message }) => message),
    );
  });

  it("keeps idle connections for longer than common clients do", async () => {
    server = await startStandalone(database, file);
    const { headers } = await send(`${server.url}/none`, {});
    expect(headers.get("Keep-Alive")).to.equal("timeout=75");
  });

  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    it(`finishes a running move after ${signal}, refuses new connections, and exits with 0`, async () => {
      server = await startStandalone(database, file, { DEARCHIVE_LOCK_WAIT: "15" });
      const lock = await holdTable(database, "vicidial_list");
      const running = post(server.url + DEARCHIVE, key, fullMove([1, 2]));
      try {
        await untilLockWait(database);
        const { url } = server;
        server.process.kill(signal);
        await until("new connections are refused", () => isRefused(url));
        expect(server.process.exitCode, "the move still runs").to.equal(null);
      } finally {
        await lock.release();
      }
      const answer = await running;
      expect(answer.status, answer.text).to.equal(200);
      expect(answer.body).to.deep.include({ select_count: 2, insert_count: 2, delete_count: 2 });
      expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([1, 2]);
      expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([]);
      expect(await server.ended).to.deep.include({ code: 0, stderr: "" });
    });
  }

  it("exits immediately with 0 when idle, even if a client keeps its connection open", async () => {
    server = await startStandalone(database, file);
    expect((await send(`${server.url}/none`, {})).status).to.equal(404);
    server.process.kill("SIGTERM");
    expect(await server.ended).to.deep.include({ code: 0, stderr: "" });
  });

  it("does not start without its own tables, and prints the command that creates them", async () => {
    const bare = await createTestDatabase({ migrated: false });
    const ended = await start("server", [], { DEARCHIVE_CONF: file("bare.conf", confOf(bare)) }).ended;
    await bare.drop();
    expect(ended.code).to.equal(1);
    expect(ended.stderr).to.match(/could not start.*vicidial-dearchive migrate\n$/);
    expect(ended.stderr).to.not.match(/\n\s+at /);
  });

  it("does not start if a migration is missing, and names it", async () => {
    const [last] = await database.sql<{ name: string }>(
      "SELECT name FROM dearchive_migrations ORDER BY id DESC LIMIT 1",
    );
    const name = last?.name ?? expect.fail("no migration was run");
    await database.root("dearchive_migrations").where({ name }).delete();
    const ended = await start("server", [], { DEARCHIVE_CONF: file("old.conf", confOf(database)) }).ended;
    expect(ended.code).to.equal(1);
    expect(ended.stderr).to.include(name).and.to.include("vicidial-dearchive migrate");
  });

  it("does not start without a database, and shows neither a stack nor a password", async () => {
    const conf = file("nowhere.conf", confOf(database, { port: await freePort(), password: "c0nf-s3cret" }));
    const ended = await start("server", [], { DEARCHIVE_CONF: conf }).ended;
    expect(ended.code).to.equal(1);
    expect(ended.stderr).to.match(/could not start.*database/);
    expect(ended.stderr).to.not.match(/\n\s+at |c0nf-s3cret/);
  });

  it("does not start with an invalid setting, and names it", async () => {
    const env = { DEARCHIVE_CONF: file("good.conf", confOf(database)), DEARCHIVE_PORT: "none" };
    const ended = await start("server", [], env).ended;
    expect(ended.code).to.equal(1);
    expect(ended.stderr).to.match(/DEARCHIVE_PORT.*0 to 65535.*"none"/);
    expect(ended.stdout).to.equal("");
  });

  it("does not start on a port that is in use, and reports it", async () => {
    server = await startStandalone(database, file);
    const port = new URL(server.url).port;
    const env = { DEARCHIVE_CONF: file("good.conf", confOf(database)), DEARCHIVE_PORT: port };
    const ended = await start("server", [], env).ended;
    expect(ended.code).to.equal(1);
    expect(ended.stderr).to.match(/could not start.*EADDRINUSE/);
    expect(ended.stderr, "the database is not to blame").to.not.match(/database/);
  });
});
