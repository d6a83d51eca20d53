import { expect } from "chai";
import type { Knex } from "knex";
import type { Finding } from "../../server/doctor/index.ts";
import { examineLocks } from "../../server/doctor/lockChecks.ts";
import { createMoveLockName } from "../../server/leads/move/moveLock.ts";
import { DEARCHIVE } from "../../server/leads/tables/direction.ts";
import { connectTo, createTestDatabase, type TestDatabase } from "../support/database.ts";
import { examine } from "../support/doctor.ts";
import { insertLeads, leadIdsIn } from "../support/factories.ts";
import { startOwnMariaDb } from "../support/mariadb.ts";
import { faultOf, orderFor, withMover } from "../support/mover.ts";

describe("Locks that block moves", () => {
  let database: TestDatabase;
  let stranger: Knex;

  beforeEach(async () => {
    database = await createTestDatabase();
    await insertLeads(database, "vicidial_list_archive", [1]);
    stranger = connectTo(database);
  });

  afterEach(async () => {
    await stranger.destroy();
    await database.drop();
  });

  async function lockFindings(): Promise<readonly Finding[]> {
    return (await examine(database)).filter(({ check }) => check === "locks");
  }

  /** Runs `work` while a session of the plugin's account holds the move lock. */
  async function duringAMove(work: () => Promise<void>): Promise<void> {
    await withMover(database, (mover) => mover.move(orderFor(DEARCHIVE, [1])), { onClosing: work });
  }

  const isHeld = async (name: string): Promise<boolean> => {
    const [row] = await database.sql<{ id: number | null }>("SELECT IS_USED_LOCK(?) AS id", [name]);
    return row?.id !== null;
  };

  it("cannot be taken by a database user who only knows the name of Vicidial's database", async () => {
    await stranger.transaction(async (trx) => {
      await trx.raw("SELECT GET_LOCK(?, 0)", [`dearchive:move:${database.name}`]);
      await withMover(database, (mover) => mover.move(orderFor(DEARCHIVE, [1])));
    });
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([1]);
  });

  it("have one secret name per database, shared by all instances", async () => {
    const name = await createMoveLockName(stranger, database.name)();
    const elsewhere = await createMoveLockName(stranger, `${database.name}_2`)();
    expect(name).to.match(/^dearchive:move:[0-9a-f]{32}$/);
    expect(elsewhere).to.not.equal(name);
    const held: boolean[] = [];
    await duringAMove(async () => {
      held.push(await isHeld(name), await isHeld(elsewhere));
    });
    expect(held).to.deep.equal([true, false]);
  });

  it("are reported with connection, account and time while a batch runs", async () => {
    await duringAMove(async () => {
      const [finding, ...more] = await lockFindings();
      expect(more).to.deep.equal([]);
      expect(finding?.level).to.equal("ok");
      expect(finding?.message).to.match(
        /^The lock for moves is held by connection \d+ \(cron@127\.0\.0\.1, (idle|at its statement) for \d+ s\)\.$/,
      );
    });
    expect((await lockFindings()).map(({ message }) => message)).to.deep.equal(["No session blocks moves."]);
  });

  it("held by another account cause a warning, with the statement that ends the session", async () => {
    await database.root.transaction(async (trx) => {
      await trx.raw("SELECT GET_LOCK('dearchive:migrate', 0)");
      const [finding] = await lockFindings();
      expect(finding?.level).to.equal("warning");
      expect(finding?.message).to.match(/^The lock for migrations is held by connection \d+, of an account /);
      expect(finding?.fix.join()).to.match(/^KILL \d+;$/);
    });
  });

  it("make another instance report that the tables are locked", async () => {
    await duringAMove(async () => {
      await insertLeads(database, "vicidial_list_archive", [2]);
      const refused = withMover(database, (mover) => faultOf(mover.move(orderFor(DEARCHIVE, [2]))), {
        lockWaitSeconds: 1,
        retryPolicy: { triesMs: 1, answerMs: 20_000 },
      });
      expect(await refused).to.deep.equal({ code: "tables_locked" });
    });
  });
});

describe("A session that uses a lead table for a long time", () => {
  it("is reported when the account can read the server's metadata locks", async () => {
    const own = await startOwnMariaDb([
      "--performance-schema=ON",
      "--performance-schema-instrument=wait/lock/metadata/sql/mdl=ON",
    ]);
    const database = await createTestDatabase({ port: own.server.port });
    const [reader, db] = [connectTo(database), connectTo(database)];
    try {
      expect((await examineLocks(db, database.name, 0)).map(({ level }) => level)).to.deep.equal(["ok"]);
      await database.sql("GRANT SELECT ON performance_schema.* TO cron@'127.0.0.1'");
      await reader.transaction(async (trx) => {
        await trx.raw(`SELECT COUNT(*) FROM ${database.name}.vicidial_list`);
        const [finding] = await examineLocks(db, database.name, 0);
        expect(finding?.level).to.equal("warning");
        expect(finding?.message).to.match(
          /^vicidial_list is in use by connection \d+ \(cron@127\.0\.0\.1, idle for \d+ s\)\./,
        );
      });
      expect((await examineLocks(db, database.name, 0)).map(({ level }) => level)).to.deep.equal(["ok"]);
    } finally {
      await Promise.all([reader.destroy(), db.destroy(), database.close()]);
      await own.server.stop();
      own.remove();
    }
  });
});
