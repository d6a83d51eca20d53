import { expect } from "chai";
import { DEARCHIVE } from "../../../server/leads/tables/direction.ts";
import type { TestDatabase } from "../../support/database.ts";
import { insertLeads, leadIdsIn } from "../../support/factories.ts";
import { createPairedDatabase, type EnginePair, SAME_ENGINES } from "../../support/leadStates.ts";
import { faultOf, orderFor, type TestMover, type TestMoverOptions, withMover } from "../../support/mover.ts";
import { until } from "../../support/waiting.ts";

const LOCKS = {
  innodb: ["BEGIN", "SELECT * FROM vicidial_list_archive WHERE lead_id = 1 FOR UPDATE"],
  myisam: ["LOCK TABLES vicidial_list_archive WRITE"],
};

/** Runs `use` while another session blocks moving lead 1. Lead 2 has been moved. */
async function underLock<T>(
  pair: EnginePair,
  options: TestMoverOptions,
  use: (mover: TestMover, held: { database: TestDatabase; release: () => Promise<void> }) => Promise<T>,
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
        const release = async () => {
          if (holder.isCompleted()) return;
          await holder.raw("UNLOCK TABLES");
          await holder.rollback();
        };
        try {
          return await use(mover, { database, release });
        } finally {
          await release();
        }
      },
      options,
    );
  } finally {
    await database.drop();
  }
}

describe("A move that waits for a lock in vain", () => {
  for (const pair of SAME_ENGINES) {
    it(`tries once more and then reports the lock, with ${pair.name}`, () =>
      underLock(pair, { lockWaitSeconds: 1 }, async ({ db, move }) => {
        let tries = 0;
        db.on("query", ({ sql }: { sql: string }) => {
          if (/^SELECT.*lead_id/is.test(sql)) tries += 1;
        });
        expect(await faultOf(move(orderFor(DEARCHIVE, [1])))).to.deep.equal({ code: "tables_locked" });
        expect(tries).to.equal(2);
      }));

    it(`does not try again once the request's time is up, with ${pair.name}`, () =>
      underLock(
        pair,
        { lockWaitSeconds: 1, retryPolicy: { triesMs: 10, answerMs: 30_000 } },
        async (mover) => {
          let tries = 0;
          mover.db.on("query", ({ sql }: { sql: string }) => {
            if (/^SELECT.*lead_id/is.test(sql)) tries += 1;
          });
          const calls = [1, 2].map(() => faultOf(mover.move(orderFor(DEARCHIVE, [1]))));
          for (const fault of await Promise.all(calls))
            expect(fault).to.deep.equal({ code: "tables_locked" });
          expect(tries).to.be.at.most(2);
        },
      ));

    it(`stops waiting at the answer deadline, with ${pair.name}`, () =>
      underLock(
        pair,
        { lockWaitSeconds: 4, retryPolicy: { triesMs: 10, answerMs: 1000 } },
        async ({ move }) => {
          expect(await faultOf(move(orderFor(DEARCHIVE, [1])))).to.deep.equal({ code: "connection_lost" });
        },
      ));

    it(`moves nothing later once it has given up, with ${pair.name}`, async () => {
      const options = { lockWaitSeconds: 20, retryPolicy: { triesMs: 10_000, answerMs: 500 } };
      await underLock(pair, options, async ({ db, move }, { database, release }) => {
        const ended = new Promise<void>((done) =>
          db.on("query-response", (_: unknown, { sql }: { sql: string }) => {
            if (/^SELECT.*lead_id/is.test(sql)) done();
          }),
        );
        await faultOf(move(orderFor(DEARCHIVE, [1])));
        await release();
        await ended;
        await until("the call has let go of its connection", async () => db.client.pool.numUsed() === 0);
        expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([1]);
      });
    });

    it(`finishes once it has begun, even if the caller hangs up, with ${pair.name}`, async () => {
      const database = await createPairedDatabase(pair);
      try {
        await insertLeads(database, "vicidial_list_archive", [1]);
        const caller = new AbortController();
        const hangUp = async () => caller.abort(new Error("hung up"));
        await withMover(
          database,
          ({ move }) => move(orderFor(DEARCHIVE, [1], { abandoned: caller.signal })),
          { onClosing: hangUp, onRecorded: hangUp },
        );
        expect(caller.signal.aborted).to.equal(true);
        expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([1]);
        expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([]);
      } finally {
        await database.drop();
      }
    });
  }
});
