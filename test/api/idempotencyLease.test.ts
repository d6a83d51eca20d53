import { expect } from "chai";
import { runIdempotent } from "../../server/api/idempotency.ts";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { fail } from "../../server/errors.ts";
import { createIdempotencyStore } from "../../server/history/idempotencyStore.ts";
import { DEARCHIVE } from "../../server/leads/tables/direction.ts";
import { connectTo, createTestDatabase, type TestDatabase } from "../support/database.ts";
import { insertLeads } from "../support/factories.ts";
import { expireIdempotencyLeases, storedIdempotencyRows } from "../support/idempotency.ts";
import { faultOf, orderFor, withMover } from "../support/mover.ts";
import { until } from "../support/waiting.ts";

const CALL = { value: "order", keyId: 1, meaning: "a move", formerMeaning: [] };

describe("The lease of a request with an Idempotency-Key", () => {
  let database: TestDatabase;

  before(async () => {
    database = await createTestDatabase();
  });
  after(() => database.drop());
  beforeEach(async () => {
    await database.root("dearchive_idempotency").delete();
    await database.root("vicidial_list").delete();
  });

  async function leaseSeconds(): Promise<number> {
    const [row] = await database.sql<{ left: number }>(
      "SELECT TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(6), lease_until) / 1000000 AS `left` FROM dearchive_idempotency",
    );
    return Number(row?.left);
  }

  it("is renewed while the request runs", async () => {
    const store = createIdempotencyStore(database.root, EVERY_CUSTOMER);
    const work = async () => {
      await expireIdempotencyLeases(database);
      await until("the lease is renewed", async () => (await leaseSeconds()) > 0);
      expect((await faultOf(runIdempotent(store, CALL, () => expect.fail("began twice")))).code).to.equal(
        "idempotency_running",
      );
      return fail({ code: "tables_locked" });
    };
    expect((await faultOf(runIdempotent(store, CALL, work, 20))).code).to.equal("tables_locked");
    expect(await storedIdempotencyRows(database)).to.deep.equal([]);
  });

  it("expires soon after a lost connection, so that the same request can be sent again", async () => {
    const store = createIdempotencyStore(database.root, EVERY_CUSTOMER);
    const lost = runIdempotent(store, CALL, async () => fail({ code: "connection_lost" }));
    expect((await faultOf(lost)).code).to.equal("connection_lost");
    await until("the lease ends soon", async () => (await leaseSeconds()) <= 5);
  });

  it("hides no error when it cannot be released", async () => {
    for (const code of ["tables_locked", "connection_lost"] as const) {
      await database.root("dearchive_idempotency").delete();
      const db = connectTo(database);
      const call = runIdempotent(createIdempotencyStore(db, EVERY_CUSTOMER), CALL, async () => {
        await db.destroy();
        return fail({ code });
      });
      expect(await faultOf(call)).to.deep.equal({ code });
    }
  });

  it("gives a late second attempt the result of the first", async () => {
    await insertLeads(database, "vicidial_list_archive", [1]);
    const order = orderFor(DEARCHIVE, [1]);
    await withMover(database, async ({ move }) => {
      const { result, replayed } = await runIdempotent(
        createIdempotencyStore(database.root, EVERY_CUSTOMER),
        CALL,
        async (idempotencyId = 0) => {
          await move({ ...order, actor: { ...order.actor, idempotencyId } });
          return move(order);
        },
      );
      expect(replayed).to.equal(true);
      expect(result).to.include({ insertCount: 1, deleteCount: 1 });
    });
  });
});
