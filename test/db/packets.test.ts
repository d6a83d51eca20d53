import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import type { Knex } from "knex";
import { connect } from "../../server/db/connect.ts";
import { openCustomerPools } from "../../server/db/customerPools.ts";
import { readTogether, sendTogether } from "../../server/db/packets.ts";
import { queryRows } from "../../server/db/sql.ts";
import { inTransaction } from "../../server/db/transaction.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { readRoundTrips } from "../support/generalLog.ts";

describe("Statements that are sent together", () => {
  let database: TestDatabase;
  let db: Knex;

  before(async () => {
    database = await createTestDatabase({ migrated: false });
    await database.sql(
      "CREATE TABLE thing (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(9)) ENGINE = InnoDB",
    );
    const [{ account, ownDatabase }] = database.config.customers;
    db = connect({ ...database.config, account, database: ownDatabase, packets: true });
  });

  beforeEach(() => database.sql("DELETE FROM thing"));

  after(async () => {
    await db.destroy();
    await database.drop();
  });

  const names = async () =>
    (await database.sql("SELECT name FROM thing ORDER BY id")).map(({ name }) => name);
  const insert = (trx: Knex, name: string) => async () => trx("thing").insert({ name });
  const read = (trx: Knex, sql: string) => () => queryRows(trx, sql);

  it("are allowed on the engine's connections only", async () => {
    const [{ account, ownDatabase }] = database.config.customers;
    const {
      moving,
      db: quick,
      side,
      running,
      close,
    } = openCustomerPools({
      ...database.config,
      account,
      database: ownDatabase,
      poolSize: 1,
    });
    await moving.raw("SELECT 1; SELECT 2");
    for (const pool of [quick, side, running]) {
      const error = await pool.raw("SELECT 1; SELECT 2").catch((thrown: unknown) => thrown);
      expect(error).to.include({ errno: 1064 });
    }
    await close();
  });

  it("take one round trip with their BEGIN and their COMMIT, and return the answer of each", async () => {
    await db.raw("SELECT 1");
    const trips = await readRoundTrips(database, async () => {
      const answers = await inTransaction(db, (trx) =>
        sendTogether(
          trx,
          insert(trx, "a;b?'"),
          read(trx, "SELECT name FROM thing WHERE id = LAST_INSERT_ID()"),
          read(trx, "SELECT 1 AS one FROM thing WHERE FALSE"),
          async () => trx.raw("COMMIT"),
        ),
      );
      expect(answers.slice(1, 3)).to.deep.equal([[{ name: "a;b?'" }], []]);
    });
    expect(trips.map(({ text }) => text.split(";\n")[0])).to.deep.equal(["BEGIN"]);
    expect(await names()).to.deep.equal(["a;b?'"]);
  });

  it("stop at the first error, which names its statement, and are rolled back", async () => {
    const work = inTransaction(db, (trx) =>
      sendTogether(trx, insert(trx, "a"), insert(trx, "longer than nine"), async () => trx.raw("COMMIT")),
    );
    const error = await work.catch((thrown: unknown) => thrown);
    expect(error).to.include({ errno: 1406 });
    expect(error).to.have.property("sql").that.includes("longer than nine").and.not.includes("COMMIT");
    expect(await names()).to.deep.equal([]);
  });

  it("are repeated one by one if the first of a transaction fail, so that the right one reports it", async () => {
    const asked: string[] = [];
    const note = (name: string, sql: string) => (trx: Knex) => async () => {
      asked.push(name);
      return read(trx, sql)().catch(() => name);
    };
    const [good, bad] = [note("good", "SELECT 1 AS one"), note("bad", "SELECT 1 FROM nowhere")];
    const answers = await inTransaction(db, (trx) =>
      readTogether(
        trx,
        () => read(trx, "SELECT 2 AS two")(),
        () => bad(trx)(),
        () => good(trx)(),
      ),
    );
    expect(answers).to.deep.equal([[{ two: 2 }], "bad", [{ one: 1 }]]);
    expect(asked).to.deep.equal(["bad", "good", "bad", "good"]);
  });

  for (const how of ["QUERY", "CONNECTION"]) {
    it(`are answered and hold no lock whenever they are killed: KILL ${how}`, async () => {
      await database.sql("INSERT INTO thing (name) VALUES ('a')");
      let killed = 0;
      for (let n = 0; n < 40 || (killed === 0 && n < 1000); n += 1) {
        let thread: number | undefined;
        const work = inTransaction(db, async (trx) => {
          const [row] = await queryRows<{ id: number }>(trx, "SELECT CONNECTION_ID() AS id");
          thread = row?.id ?? 0;
          const touch = async () => trx.raw("UPDATE thing SET name = IF(name = 'a', 'b', 'a')");
          await sendTogether(trx, ...Array.from({ length: 400 }, () => touch), async () => trx.raw("COMMIT"));
        }).catch(() => {
          // The pool may lend a connection before it knows that the last kill ended it.
          if (thread === undefined) thread = 0;
          else killed += 1;
        });
        while (thread === undefined) await sleep(0);
        await sleep(n % 4);
        await database.sql(`KILL ${how} ${thread}`).catch(() => undefined);
        await work;
      }
      expect(killed).to.be.greaterThan(0);
      await database.sql("SET STATEMENT innodb_lock_wait_timeout = 1 FOR UPDATE thing SET name = 'free'");
      expect(await names()).to.deep.equal(["free"]);
    });
  }
});
