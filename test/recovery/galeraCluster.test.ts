import { expect } from "chai";
import { type Answer, post, startServer, type TestServer } from "../support/client.ts";
import { createTestDatabase, type TestDatabase, withAccount } from "../support/database.ts";
import { createKey, createUser, insertLeads, leadIdsIn } from "../support/factories.ts";
import { type GaleraCluster, startGaleraCluster } from "../support/galera.ts";
import { recordedBatches } from "../support/history.ts";
import { under } from "../support/idempotency.ts";
import { idsFrom } from "../support/moving.ts";
import { DEARCHIVE, fullMove } from "../support/scene.ts";

const ROUNDS = 30;
const CALLS_OF_A_ROUND = 6;

describe("Two instances on two nodes of a Galera cluster", function () {
  this.timeout(120_000);
  let cluster: GaleraCluster;
  let database: TestDatabase;
  let servers: readonly TestServer[];
  let key: string;

  before(async () => {
    cluster = await startGaleraCluster();
    const [{ port }, other] = cluster.nodes;
    database = await createTestDatabase({ port, engine: "innodb" });
    await createUser(database);
    key = (await createKey(database, { rateLimit: 100_000 })).key;
    servers = [
      await startServer(database),
      await startServer(database, { config: withAccount(database.config, { port: other.port }) }),
    ];
  });

  after(async () => {
    for (const server of servers ?? []) await server.close();
    await database?.close();
    await cluster?.remove();
  });

  const call = (n: number, ids: readonly number[], value: string): Promise<Answer> =>
    post((servers[n % 2]?.url ?? "") + DEARCHIVE, key, fullMove(ids), under(value));

  it("carry out a call once that comes to both at the same moment under one Idempotency-Key", async () => {
    const ids = idsFrom(1, ROUNDS);
    await insertLeads(database, "vicidial_list_archive", ids);
    const refusals: string[] = [];
    for (const id of ids) {
      await database.sql("UPDATE dearchive_api_keys SET last_used_at = NULL");
      const answers = await Promise.all(
        idsFrom(1, CALLS_OF_A_ROUND).map((n) => call(n, [id], `round ${id}`)),
      );
      const done = answers.filter(
        ({ status, headers }) => status === 200 && headers.get("Idempotency-Replayed") === null,
      );
      expect(done, answers.map(({ text }) => text).join("\n")).to.have.length(1);
      refusals.push(
        ...answers
          .filter(({ status }) => status !== 200 && status !== 409)
          .map(({ status, text }) => `${status} ${text}`),
      );
    }
    expect(refusals).to.deep.equal([]);
    expect(await recordedBatches(database)).to.have.length(ROUNDS);
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal(ids);
    expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([]);
  });
});
