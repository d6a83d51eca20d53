import { expect } from "chai";
import type { Knex } from "knex";
import { DEARCHIVE, type Direction } from "../../../server/leads/tables/direction.ts";
import { connectTo, type TestDatabase } from "../../support/database.ts";
import { insertLeads } from "../../support/factories.ts";
import { recordedBatches } from "../../support/history.ts";
import {
  createPairedDatabase,
  type EnginePair,
  expectNothingLost,
  expectUnchanged,
  MIXED_ENGINES,
  readStates,
  SAME_ENGINES,
} from "../../support/leadStates.ts";
import { faultOf, orderFor, withMover } from "../../support/mover.ts";

interface Case {
  readonly pair: EnginePair;
  readonly holder: string;
  readonly statements: readonly string[];
}

const LEADS = [1, 2, 3] as const;
const ROW = "SELECT * FROM vicidial_list_archive WHERE lead_id = 2 FOR UPDATE";

const tableLocks = (pair: EnginePair): readonly Case[] =>
  [
    "vicidial_list WRITE",
    "vicidial_list READ",
    "vicidial_list_archive WRITE",
    // mysqldump holds such a lock for minutes.
    "vicidial_list_archive READ",
  ].map((lock) => ({ pair, holder: `LOCK TABLES ${lock}`, statements: [`LOCK TABLES ${lock}`] }));
const rowLock = (pair: EnginePair): Case => ({
  pair,
  holder: "another session's lock on one archived lead",
  statements: ["BEGIN", ROW],
});

const CASES: readonly Case[] = [
  ...SAME_ENGINES.flatMap(tableLocks),
  ...[...SAME_ENGINES, ...MIXED_ENGINES].filter(({ archive }) => archive === "innodb").map(rowLock),
];

/** Outcome of a move under a lock, read after the lock was released. */
interface Played {
  readonly code: string;
  readonly before: Awaited<ReturnType<typeof readStates>>;
  readonly after: Awaited<ReturnType<typeof readStates>>;
  readonly openBatches: number;
}

async function holding<T>(database: TestDatabase, statements: readonly string[], work: () => Promise<T>) {
  const other: Knex = connectTo(database);
  try {
    return await other.transaction(async (session) => {
      for (const statement of statements) await session.raw(statement);
      return work().finally(() => session.raw("UNLOCK TABLES"));
    });
  } finally {
    await other.destroy();
  }
}

async function play({ pair, statements }: Case, direction: Direction): Promise<Played> {
  const database = await createPairedDatabase(pair);
  try {
    await insertLeads(database, direction.source, LEADS);
    const before = await readStates(database);
    const fault = await withMover(
      database,
      ({ move }) => holding(database, statements, () => faultOf(move(orderFor(direction, LEADS)))),
      { lockWaitSeconds: 1 },
    );
    const batches = await recordedBatches(database);
    return {
      code: fault.code,
      before,
      after: await readStates(database),
      openBatches: batches.filter(({ state }) => state === "open").length,
    };
  } finally {
    await database.drop();
  }
}

/** Runs the cases concurrently, because each waits for seconds. */
describe("A lock that another session does not release", () => {
  const played = new Map<Case, Promise<PromiseSettledResult<Played>[]>>();

  before(() => {
    for (const one of CASES) played.set(one, Promise.allSettled([play(one, DEARCHIVE)]));
  });

  async function resultOf(one: Case): Promise<Played> {
    const [settled] = (await played.get(one)) ?? [];
    if (settled?.status === "fulfilled") return settled.value;
    throw settled?.reason;
  }

  for (const one of CASES) {
    it(`makes the move fail without changes, with ${one.pair.name}: ${one.holder}`, async () => {
      const { code, before, after, openBatches } = await resultOf(one);
      // A lock on an InnoDB source row shows only after its copy was inserted; resume finishes that batch.
      if (code === "interrupted") {
        expect(one.pair.live).to.not.equal(one.pair.archive);
        expectNothingLost(before, after);
        expect(openBatches, "batches left to be finished").to.equal(1);
        return;
      }
      expect(code).to.equal("tables_locked");
      expectUnchanged(before, after);
      expect(openBatches, "batches left open").to.equal(0);
    });
  }
});
