import { expect } from "chai";
import { DEARCHIVE, fullMove } from "../support/apiSetup.ts";
import { post, send, startServer, type TestServer } from "../support/client.ts";
import { createTestDatabase, type TestDatabase, withAccount } from "../support/database.ts";
import { createKey, createUser, insertLeads, leadIdsIn } from "../support/factories.ts";
import { type GaleraCluster, startGaleraCluster } from "../support/galera.ts";
import { restoreLikeAnIntegrator } from "../support/integrator.ts";
import { expectLeadsSafe } from "../support/killPoints.ts";
import { chunksOf, idsFrom } from "../support/leadIds.ts";
import { readStates } from "../support/leadStates.ts";
import { until } from "../support/waiting.ts";

const IDS = idsFrom(101, 500);

describe("A Galera node that has lost its quorum", function () {
  this.timeout(300_000);
  let cluster: GaleraCluster;
  let database: TestDatabase;
  let server: TestServer;
  /** An instance on the node that is killed. */
  let other: TestServer;
  let key: string;

  before(async () => {
    cluster = await startGaleraCluster();
    database = await createTestDatabase({ port: cluster.nodes[0].port, engine: "innodb" });
    await createUser(database);
    key = (await createKey(database)).key;
    server = await startServer(database);
    other = await startServer(database, {
      config: withAccount(database.config, { port: cluster.nodes[1].port }),
    });
  });

  after(async () => {
    await Promise.all([server?.close(), other?.close()]);
    await database?.close();
    await cluster?.remove();
  });

  const ready = async () => (await send(`${server.url}/vicidial/dearchive/health/ready`, {})).status;
  const liveLeads = () => leadIdsIn(database, "vicidial_list");
  const call = () => post(server.url + DEARCHIVE, key, fullMove([1]));

  it("loses no lead of the killed node's batches, is not ready, and works again once the cluster is whole", async () => {
    await insertLeads(database, "vicidial_list_archive", [1, ...IDS]);
    const before = await readStates(database);
    expect(await ready()).to.equal(200);
    const onOther = Promise.all(
      chunksOf(40, IDS).map((ids) => post(other.url + DEARCHIVE, key, fullMove(ids)).catch(() => undefined)),
    );
    await until("a batch was moved on the node", async () => (await liveLeads()).length > 0);
    await cluster.nodes[1].kill();
    const told = await onOther;
    await until("the node has lost its quorum", async () => (await ready()) === 503);

    const answer = await call();
    expect(answer.status).to.equal(500);
    expect(answer.text).to.contain("the same request may be sent again");
    expect(Number(answer.headers.get("Retry-After"))).to.be.greaterThan(0);

    await database.sql("SET GLOBAL wsrep_provider_options = 'pc.bootstrap=true'");
    await until("the node serves again", async () => (await ready()) === 200);
    expect((await call()).status).to.equal(200);

    const after = await expectLeadsSafe(database, before);
    const restored = [...after.vicidial_list.keys()];
    expect(
      restored.filter((id) => after.vicidial_list_archive.has(id)),
      "leads in both tables",
    ).to.deep.equal([]);
    const promised = chunksOf(40, IDS).filter((_, n) => told[n]?.status === 200);
    expect(restored, "every batch that the killed node's instance confirmed").to.include.members(
      promised.flat(),
    );
    await restoreLikeAnIntegrator(server.url, key, IDS);
    expect(await liveLeads()).to.deep.equal([1, ...IDS]);
    const recorded = await database.root("dearchive_batch_leads").orderBy("lead_id").pluck("lead_id");
    expect(recorded, "each lead moved once").to.deep.equal([1, ...IDS]);
  });
});
