import { expect } from "chai";
import { DEARCHIVE } from "../../server/leads/direction.ts";
import { insertLeads } from "../support/factories.ts";
import { createPairedDatabase, type EnginePair, SAME_ENGINES } from "../support/leadStates.ts";
import { faultOf, orderFor, type TestMover, type TestMoverOptions, withMover } from "../support/mover.ts";

const LOCKS = {
  innodb: ["BEGIN", "SELECT * FROM vicidial_list_archive WHERE lead_id = 1 FOR UPDATE"],
  myisam: ["LOCK TABLES vicidial_list_archive WRITE"],
};

/** Runs `use` while another session holds what a move of lead 1 needs; lead 2 has been moved. */
async function underLock<T>(
  pair: EnginePair,
  options: TestMoverOptions,
  use: (mover: TestMover) => Promise<T>,
): Promise<T> {
  const database = await createPairedDatabase(pair);
  try {
    await insertLeads(database, "vicidial_list_archive", [1, 2]);
    return await withMover(
      database,
      async (mover) => {
        await mover.move(orderFor(DEARCHIVE, [2]));
        const holder = await database.root.transaction();
        for (const statement of LOCKS[pair.live === "innodb" ? "innodb" : "myisam"])
          await holder.raw(statement);
        try {
          return await use(mover);
        } finally {
          await holder.raw("UNLOCK TABLES");
          await holder.rollback();
        }
      },
      options,
    );
  } finally {
    await database.drop();
  }
}

describe("A lock that is waited for in vain", () => {
  for (const pair of SAME_ENGINES) {
    it(`is waited for once more and then told, with ${pair.name}`, () =>
      underLock(pair, { lockWaitSeconds: 1 }, async ({ db, move }) => {
        let tries = 0;
        db.on("query", ({ sql }: { sql: string }) => {
          if (/^SELECT.*lead_id/is.test(sql)) tries += 1;
        });
        expect(await faultOf(move(orderFor(DEARCHIVE, [1])))).to.deep.equal({ code: "tables_locked" });
        expect(tries).to.equal(2);
      }));

    it(`is not waited for again when the call's time is over, with ${pair.name}`, () =>
      underLock(pair, { lockWaitSeconds: 1, patience: { triesMs: 10, answerMs: 30_000 } }, async (mover) => {
        let tries = 0;
        mover.db.on("query", ({ sql }: { sql: string }) => {
          if (/^SELECT.*lead_id/is.test(sql)) tries += 1;
        });
        const calls = [1, 2].map(() => faultOf(mover.move(orderFor(DEARCHIVE, [1]))));
        for (const fault of await Promise.all(calls)) expect(fault).to.deep.equal({ code: "tables_locked" });
        expect(tries).to.be.at.most(2);
      }));

    it(`keeps nobody waiting who has waited long enough, with ${pair.name}`, () =>
      underLock(pair, { lockWaitSeconds: 4, patience: { triesMs: 10, answerMs: 1000 } }, async ({ move }) => {
        expect(await faultOf(move(orderFor(DEARCHIVE, [1])))).to.deep.equal({ code: "connection_lost" });
      }));
  }
});
