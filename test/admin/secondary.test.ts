import { expect } from "chai";
import { connect } from "../../server/db/connect.ts";
import { adminClient, createPeople, HOME } from "../support/adminSetup.ts";
import { fullMove } from "../support/apiSetup.ts";
import { post, startServer, type TestServer } from "../support/client.ts";
import { createTestDatabase, type TestDatabase, withAccount } from "../support/database.ts";
import { createKey, createUser, insertLeads, leadIdsIn } from "../support/factories.ts";
import { type Replication, startReplication } from "../support/replication.ts";
import { until } from "../support/waiting.ts";

const FROM_SECONDARY =
  /read from the secondary database server 127\.0\.0\.1:\d+, which is at most \d+ seconds behind/;

describe("With a secondary database server", () => {
  let replication: Replication;
  let database: TestDatabase;
  let server: TestServer;

  before(async () => {
    replication = await startReplication();
    database = await createTestDatabase({ port: replication.primary.port, engine: "innodb" });
    await createPeople(database);
    await createUser(database);
    await insertLeads(database, "vicidial_list_archive", [1, 2, 3]);
    server = await startServer(database);
  });

  after(async () => {
    await server?.close();
    await database?.close();
    await replication?.remove();
  });

  const choose = (reports: string) =>
    database.root("system_settings").update({
      slave_db_server: `127.0.0.1:${replication.secondary.port}`,
      custom_reports_use_slave_db: reports,
    });
  const read = async (path: string) => {
    const { status, text } = await adminClient(server.url + HOME).get("boss", path);
    expect(status, path).to.equal(200);
    return text;
  };
  /** Changes what only the secondary server has. */
  const changeThere = (sql: string) =>
    replication.onSecondary(`USE ${database.name}`).then(() => replication.onSecondary(sql));

  it("pages read the primary, unless Vicidial's settings name this report for the secondary", async () => {
    await choose("Agent Report");
    for (const path of ["/history", "/leads?lead_id=1"])
      expect(await read(path)).to.not.match(/(primary|secondary) database server/);
  });

  it("history and search read it once it is chosen, and say how far behind it is at most", async () => {
    await choose("Agent Report,Lead Dearchive");
    await until("the secondary server has a heartbeat", async () =>
      FROM_SECONDARY.test(await read("/history")),
    );
    await changeThere("UPDATE vicidial_list_archive SET last_name = 'OnlyThere' WHERE lead_id = 1");
    for (const path of ["/leads?lead_id=1", "/history/lead?lead_id=1"])
      expect(await read(path)).to.match(FROM_SECONDARY);
    expect(await read("/leads?lead_id=1")).to.include("OnlyThere");
    expect(await read("/runs"), "a page that shows progress").to.not.include("database server");
  });

  it("a lead or batch that it does not have yet is read from the primary, and moves never ask it", async () => {
    await replication.onSecondary("STOP SLAVE");
    const { key } = await createKey(database);
    const answer = await post(`${server.url}/vicidial/leads/dearchive`, key, fullMove([2]));
    expect(answer.body).to.include({ insert_count: 1, delete_count: 1 });
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([2]);
    const [batch] = await database.root("dearchive_batches").pluck("id");
    const page = await read(`/history/${batch}`);
    expect(page).to.include(`Batch ${batch}`).and.not.match(FROM_SECONDARY);
  });

  it("pages read the primary while it is too far behind, and say why", async () => {
    await changeThere(
      "UPDATE dearchive_settings SET value = CAST(UTC_TIMESTAMP(3) - INTERVAL 5 MINUTE AS CHAR) WHERE name = 'heartbeat'",
    );
    expect(await read("/leads?lead_id=1"))
      .to.include("more than 60 seconds behind")
      .and.not.include("OnlyThere");
  });

  it("pages read the primary while it does not answer, and say so", async () => {
    await replication.secondary.kill();
    for (const path of ["/history", "/leads?lead_id=1"])
      expect(await read(path)).to.include(
        `because the secondary server 127.0.0.1:${replication.secondary.port} does not answer`,
      );
  });

  it("the server itself refuses changes on connections for reading", async () => {
    const [{ account, ownDatabase }] = withAccount(database.config, {}).customers;
    const db = connect({ ...database.config, account, database: ownDatabase, readOnly: true });
    const change = db("vicidial_list_archive").where({ lead_id: 1 }).delete();
    const error = await change.catch((reason: unknown) => reason).finally(() => db.destroy());
    expect(error).to.have.property("code", "ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION");
  });
});
