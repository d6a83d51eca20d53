import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import type { Knex } from "knex";
import {
  all,
  change,
  command,
  ifChanged,
  NOTHING,
  query,
  type Script,
  send,
} from "../../server/db/script.ts";
import { isMariaDbSince, rememberServerKind } from "../../server/db/serverKind.ts";
import { onConnection } from "../../server/db/transaction.ts";
import { connectTo, createTestDatabase, type TestDatabase } from "../support/database.ts";
import { readRoundTrips } from "../support/generalLog.ts";

const KIND = { logsStatements: false, isClusterNode: false };

describe("Statements that are sent together", () => {
  let database: TestDatabase;
  let db: Knex;

  before(async () => {
    database = await createTestDatabase({ migrated: false });
    await database.sql(
      "CREATE TABLE thing (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(9)) ENGINE = InnoDB",
    );
    db = connectTo(database);
  });

  beforeEach(() => database.sql("DELETE FROM thing"));

  after(async () => {
    await db.destroy();
    await database.drop();
  });

  const names = async () =>
    (await database.sql("SELECT name FROM thing ORDER BY id")).map(({ name }) => name);
  const run = <T>(script: Script<T>): Promise<T> =>
    onConnection(db, (connection) => send(connection, script));

  for (const runsBlocks of [true, false]) {
    const server = runsBlocks ? "MariaDB" : "a server without compound statements";

    describe(`to ${server}`, () => {
      before(async () => {
        await db.raw("SELECT 1");
        rememberServerKind(db, { ...KIND, runsBlocks });
      });

      it("return the rows and effects of each, whatever the others return", async () => {
        const script = all(
          NOTHING,
          change("INSERT INTO thing (name) VALUES (?), (?)", ["a", "b"]),
          query<{ name: string }>("SELECT name FROM thing WHERE name IN (?) ORDER BY name", [
            ["a", "b", "?"],
          ]),
          all(query("SELECT 1 AS none FROM thing WHERE FALSE"), command("DO 1")),
          change("UPDATE thing SET name = 'c' WHERE name = ?", ["a"]),
        );
        expect(await run(script)).to.deep.equal([
          undefined,
          { rows: 2, warnings: 0 },
          [{ name: "a" }, { name: "b" }],
          [[], undefined],
          { rows: 1, warnings: 0 },
        ]);
      });

      it("tell of warnings", async () => {
        const truncating = change("INSERT IGNORE INTO thing (name) VALUES ('longer than nine')");
        const [effect] = await run(all(truncating, command("DO 1")));
        expect(effect).to.deep.equal({ rows: 1, warnings: 1 });
      });

      it("return the id that an earlier one made", async () => {
        const [, , [made]] = await run(
          all(
            command("INSERT INTO thing (name) VALUES ('a')"),
            command("UPDATE thing SET name = LAST_INSERT_ID() WHERE name = 'a'"),
            query<{ id: number }>("SELECT LAST_INSERT_ID() AS id"),
          ),
        );
        expect(await names()).to.deep.equal([String(made?.id)]);
      });

      it("skip one if the one before it changed nothing", async () => {
        const renaming = (from: string, to: string) =>
          ifChanged(
            command("UPDATE thing SET name = ? WHERE name = ?", [to, from]),
            command("INSERT INTO thing (name) VALUES ('done')"),
          );
        await run(all(command("INSERT INTO thing (name) VALUES ('a')"), renaming("x", "y")));
        expect(await names()).to.deep.equal(["a"]);
        await run(all(renaming("a", "b"), command("DO 1")));
        expect(await names()).to.deep.equal(["b", "done"]);
      });

      it("stop at the first error, which is the server's own, and roll back", async () => {
        const script = all(
          command("START TRANSACTION"),
          change("INSERT INTO thing (name) VALUES ('a')"),
          change("INSERT INTO thing (name) VALUES ('longer than nine')"),
          command("COMMIT"),
        );
        const error = await run(script).catch((thrown: unknown) => thrown);
        expect(error).to.include({ errno: 1406 });
        expect(error).to.have.property("sqlMessage").that.includes("'name' at row 1");
        expect(await names()).to.deep.equal([]);
      });
    });
  }

  it("take one round trip to MariaDB", async () => {
    await db.raw("SELECT 1");
    const trips = await readRoundTrips(database, async () => {
      await run(all(command("START TRANSACTION"), query("SELECT 1 AS one"), command("COMMIT")));
    });
    expect(trips.map(({ text }) => text.split("\n")[0])).to.deep.equal(["BEGIN NOT ATOMIC"]);
  });

  for (const how of ["QUERY", "CONNECTION"]) {
    it(`are answered and hold no lock whenever they are killed: KILL ${how}`, async () => {
      await database.sql("INSERT INTO thing (name) VALUES ('a')");
      const touch = change("UPDATE thing SET name = IF(name = 'a', 'b', 'a')");
      const touches = Array.from({ length: 80 }, () => touch);
      let killed = 0;
      for (let n = 0; n < 100; n += 1) {
        let thread: number | undefined;
        const work = onConnection(db, async (connection) => {
          const [row] = await send(connection, query<{ id: number }>("SELECT CONNECTION_ID() AS id"));
          thread = row?.id;
          await send(connection, all(command("START TRANSACTION"), ...touches, command("COMMIT")));
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

describe("The version of a server", () => {
  it("is recognized as MariaDB's, with any prefix and suffix", () => {
    for (const version of ["10.1.1-MariaDB", "5.5.5-10.11.6-MariaDB-log", "10.6.12-7-MariaDB-enterprise"])
      expect(isMariaDbSince(version, [10, 1, 1]), version).to.equal(true);
    for (const version of ["10.1.0-MariaDB", "8.0.36", "5.5.68-MariaDB", ""])
      expect(isMariaDbSince(version, [10, 1, 1]), version).to.equal(false);
  });
});
