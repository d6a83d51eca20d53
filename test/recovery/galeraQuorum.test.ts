import { expect } from "chai";
import { DEARCHIVE, fullMove } from "../support/apiSetup.ts";
import { post, send, startServer, type TestServer } from "../support/client.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { createKey, createUser, insertLeads, leadIdsIn } from "../support/factories.ts";
import { type GaleraCluster, startGaleraCluster } from "../support/galera.ts";
import { until } from "../support/waiting.ts";

describe("A Galera node that has lost its quorum", function () {
  this.timeout(300_000);
  let cluster: GaleraCluster;
  let database: TestDatabase;
  let server: TestServer;
  let key: string;

  before(async () => {
    cluster = await startGaleraCluster();
    database = await createTestDatabase({ port: cluster.nodes[0].port, engine: "innodb" });
    await createUser(database);
    key = (await createKey(database)).key;
    server = await startServer(database);
  });

  after(async () => {
    await server?.close();
    await database?.close();
    await cluster?.remove();
  });

  const ready = async () => (await send(`${server.url}/vicidial/dearchive/health/ready`, {})).status;
  const call = () => post(server.url + DEARCHIVE, key, fullMove([1]));

  it("is reported as unreachable and not ready, and works again once the cluster is whole", async () => {
    await insertLeads(database, "vicidial_list_archive", [1]);
    expect(await ready()).to.equal(200);
    await cluster.nodes[1].kill();
    await until("the node has lost its quorum", async () => (await ready()) === 503);

    const answer = await call();
    expect(answer.status).to.equal(500);
    expect(answer.text).to.contain("the same request may be sent again");
    expect(Number(answer.headers.get("Retry-After"))).to.be.greaterThan(0);

    await database.sql("SET GLOBAL wsrep_provider_options = 'pc.bootstrap=true'");
    await until("the node serves again", async () => (await ready()) === 200);
    expect((await call()).status).to.equal(200);
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([1]);
  });
});
