import { expect } from "chai";
import { DEARCHIVE as DIRECTION } from "../../server/leads/tables/direction.ts";
import { DEARCHIVE, fullMove } from "../support/apiSetup.ts";
import { type Answer, post, startServer, type TestServer } from "../support/client.ts";
import { createTestDatabase, type TestDatabase, withAccount } from "../support/database.ts";
import { examine, runFixes } from "../support/doctor.ts";
import { createKey, createUser, insertLeads, leadIdsIn } from "../support/factories.ts";
import { type GaleraCluster, startGaleraCluster } from "../support/galera.ts";
import { recordedBatches } from "../support/history.ts";
import { withIdempotencyKey } from "../support/idempotency.ts";
import { restoreLikeAnIntegrator, sumOf } from "../support/integrator.ts";
import { expectLeadsSafe } from "../support/killPoints.ts";
import { chunksOf, idsFrom } from "../support/leadIds.ts";
import { readStates } from "../support/leadStates.ts";
import { faultOf, orderFor, startMover, type TestMover } from "../support/mover.ts";
import { until } from "../support/waiting.ts";

const ROUNDS = 30;
const CALLS_OF_A_ROUND = 6;

describe("Two instances on two nodes of a Galera cluster", () => {
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
    post((servers[n % 2]?.url ?? "") + DEARCHIVE, key, fullMove(ids), withIdempotencyKey(value));

  it("execute a request once that reaches both at the same moment with one Idempotency-Key", async () => {
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

  it("restore each lead once when their batches overlap at the same moment", async () => {
    const ids = idsFrom(2001, 2240);
    await insertLeads(database, "vicidial_list_archive", ids);
    const before = await readStates(database);
    const shares = [chunksOf(40, ids), chunksOf(30, ids.toReversed())];
    const told = await Promise.all(
      servers.flatMap(({ url }, n) =>
        (shares[n] ?? []).map((batch) => restoreLikeAnIntegrator(url, key, batch)),
      ),
    );
    const counts = (["select_count", "insert_count", "delete_count"] as const).map((count) =>
      sumOf(told.flat(), count),
    );
    expect(counts).to.deep.equal(Array(3).fill(ids.length));
    const after = await expectLeadsSafe(database, before);
    expect([...after.vicidial_list.keys()]).to.include.members(ids);
    expect([...after.vicidial_list_archive.keys()]).to.deep.equal([]);
    const recorded = await database.root("dearchive_batch_leads").whereIn("lead_id", ids).orderBy("lead_id");
    expect(recorded.map(({ lead_id, outcome }) => [lead_id, outcome])).to.deep.equal(
      ids.map((id) => [id, "moved"]),
    );
  });

  describe("with a lead table that is not replicated", () => {
    const ids = idsFrom(1001, 1010);
    let apart: TestDatabase;
    let movers: readonly TestMover[];

    before(async () => {
      const [{ port }, other] = cluster.nodes;
      apart = await createTestDatabase({ port, engine: "innodb" });
      const config = withAccount(apart.config, { port: other.port });
      movers = [startMover(apart), startMover({ ...apart, config })];
    });

    afterEach(async () => {
      await apart.sql("SET GLOBAL wsrep_mode = ''");
      for (const table of ["vicidial_list", "vicidial_list_archive"]) {
        await apart.sql(`ALTER TABLE ${table} ENGINE=InnoDB`);
        await apart.sql(`DELETE FROM ${table}`);
      }
    });

    after(async () => {
      for (const mover of movers ?? []) await mover.close();
      await apart?.close();
    });

    const enginesThere = async (): Promise<unknown[]> =>
      (await movers[1]
        ?.db("information_schema.tables")
        .where({ table_schema: apart.name, table_name: "vicidial_list_archive" })
        .pluck("engine")) ?? [];
    const convert = async (tables: readonly string[], engine: string) => {
      await insertLeads(apart, "vicidial_list_archive", ids);
      for (const table of tables) await apart.sql(`ALTER TABLE ${table} ENGINE=${engine}`);
      await until("the other node has all of it", async () => (await enginesThere()).includes(engine));
    };
    const clusterFindings = async () =>
      (await examine(apart)).filter(({ check }) => check === "cluster").map(({ level }) => level);

    for (const engine of ["MyISAM", "Aria"]) {
      for (const tables of [["vicidial_list", "vicidial_list_archive"], ["vicidial_list_archive"]]) {
        it(`refuse every move between ${engine} tables (${tables.join(", ")}), and the doctor suggests the fix`, async () => {
          await convert(tables, engine);
          for (const mover of movers) {
            const fault = await faultOf(mover.move(orderFor(DIRECTION, ids)));
            expect(fault).to.deep.include({ code: "tables_unusable" });
            expect(fault)
              .to.have.property("detail")
              .that.matches(/does not replicate vicidial_list/);
          }
          expect(await leadIdsIn(apart, "vicidial_list_archive")).to.deep.equal(ids);
          expect(await leadIdsIn(apart, "vicidial_list")).to.deep.equal([]);
          expect(await recordedBatches(apart)).to.deep.equal([]);
          const found = (await examine(apart)).filter(({ check }) => check === "cluster");
          await runFixes(
            apart,
            found.filter(({ message }) => /vicidial_list/.test(message)),
          );
          expect(await clusterFindings()).to.not.include("broken");
          expect((await movers[0]?.move(orderFor(DIRECTION, ids)))?.deleteCount).to.equal(ids.length);
          await apart.sql("DELETE FROM dearchive_batches");
        });
      }
    }

    it("move leads on MyISAM if the cluster is configured to replicate it, and the doctor warns", async () => {
      await convert(["vicidial_list", "vicidial_list_archive"], "MyISAM");
      await apart.sql("SET GLOBAL wsrep_mode = 'REPLICATE_MYISAM'");
      expect(await clusterFindings())
        .to.include("warning")
        .and.not.include("broken");
      expect((await movers[0]?.move(orderFor(DIRECTION, ids)))?.deleteCount).to.equal(ids.length);
    });
  });
});
