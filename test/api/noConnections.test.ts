import { expect } from "chai";
import mysql, { type Connection } from "mysql2/promise";
import { expectRefusalForm } from "../support/answers.ts";
import { DEARCHIVE, fullMove } from "../support/apiSetup.ts";
import { post, startServer, type TestServer } from "../support/client.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { createKey, createUser, insertLeads, leadIdsIn } from "../support/factories.ts";
import { untilDatabaseIdle } from "../support/killPoints.ts";
import { chunksOf, idsFrom } from "../support/leadIds.ts";
import { HOST, startOwnMariaDb } from "../support/mariadb.ts";

const CONNECTIONS = 4;

describe("A database account with a low connection limit", () => {
  let own: Awaited<ReturnType<typeof startOwnMariaDb>>;
  let database: TestDatabase;
  let server: TestServer;
  let key: string;

  before(async () => {
    own = await startOwnMariaDb();
    database = await createTestDatabase({ port: own.server.port });
    await createUser(database);
    key = (await createKey(database)).key;
    await database.sql(`ALTER USER cron@'${HOST}' WITH MAX_USER_CONNECTIONS ${CONNECTIONS}`);
    server = await startServer(database);
  });

  after(async () => {
    await server.close();
    await database.drop();
    await own.server.stop();
    own.remove();
  });

  const call = (ids: readonly number[]) => post(server.url + DEARCHIVE, key, fullMove(ids));

  it("still serves more concurrent requests than connections, one after the other", async () => {
    // Few enough for a busy machine to serve within the five seconds that a request waits for a connection.
    const ids = idsFrom(1, 40);
    await insertLeads(database, "vicidial_list_archive", ids);
    const answers = await Promise.all(chunksOf(4, ids).map(call));
    expect(answers.map(({ status, text }) => (status === 200 ? status : text))).to.deep.equal(
      answers.map(() => 200),
    );
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal(ids);
  });

  it("lets the caller retry when other sessions use all connections", async () => {
    await insertLeads(database, "vicidial_list_archive", [100]);
    await server.close();
    await untilDatabaseIdle(database);
    const others: Connection[] = [];
    const [{ account }] = database.config.customers;
    for (let n = 0; n < CONNECTIONS; n += 1) others.push(await mysql.createConnection({ ...account }));
    server = await startServer(database);
    const answer = await call([100]);
    expect(expectRefusalForm(answer, 500)).to.match(/cannot be reached.*the same request may be sent again/);
    expect(Number(answer.headers.get("Retry-After"))).to.be.greaterThan(0);
    for (const other of others) await other.end();
    await untilDatabaseIdle(database);
    expect((await call([100])).status).to.equal(200);
  });
});
