import { FULL_CALL, type Sizes } from "../sizes.ts";
import { callAll, createClient, type MoveClient } from "../support/client.ts";
import type { BenchDatabase } from "../support/database.ts";
import { countMoved, drawLeads, putBack } from "../support/leads.ts";
import { note, timed } from "../support/progress.ts";
import { withServer } from "../support/server.ts";
import { createRandom, cut, median } from "../support/statistics.ts";

/** Two server processes on one database. */
export interface TwoInstances {
  /** Leads per second: one instance alone, two on leads of their own, two on the same leads. */
  readonly one: number;
  readonly twoDisjoint: number;
  readonly twoOverlapping: number;
  readonly twoToOne: number;
  /** Leads that were moved, by the answers' insert counts, beyond those there were; over all rounds. */
  readonly movedTwice: number;
  /** Leads that stand in both tables or in none afterwards; over all rounds. */
  readonly misplaced: number;
}

const CALLERS = 4;
const LEADS_MISSING = 400;
const TABLES_LOCKED = 500;
/** How often one batch is asked for before something must be wrong. */
const TRIES = 50;

type Batches = readonly (readonly number[])[];

/**
 * Moves whatever of a batch nobody else has moved, as an integrator would: leads that a refusal names are left out,
 * and a lock that was not had is asked for again. Returns how many leads the answers say were inserted.
 */
async function moveRemaining(client: MoveClient, batch: readonly number[]): Promise<number> {
  let remaining = batch;
  for (let attempt = 0; attempt < TRIES && remaining.length > 0; attempt += 1) {
    const { status, inserted, refusedIds } = await client.ask(remaining);
    if (status === 200) return inserted;
    if (status !== LEADS_MISSING && status !== TABLES_LOCKED) throw new Error(`a call got ${status}`);
    const refused = new Set(refusedIds);
    remaining = remaining.filter((id) => !refused.has(id));
  }
  if (remaining.length > 0) throw new Error("a batch was refused again and again");
  return 0;
}

/** Each client works through its own batches, all at once; returns the inserts that the answers tell. */
async function moveAll(work: readonly (readonly [MoveClient, Batches])[]): Promise<number> {
  let inserted = 0;
  const jobs = work.map(([client, batches]) =>
    callAll(batches, CALLERS, async (batch) => {
      const count = await moveRemaining(client, batch);
      inserted += count;
    }),
  );
  await Promise.all(jobs);
  return inserted;
}

/** The same leads cut elsewhere: every batch of one instance meets two of the other's. */
function shifted(leads: readonly number[]): Batches {
  const half = FULL_CALL / 2;
  return cut([...leads.slice(half), ...leads.slice(0, half)], FULL_CALL);
}

async function runRounds(database: BenchDatabase, sizes: Sizes, one: MoveClient, other: MoveClient) {
  const random = createRandom(7);
  const tally = { one: [] as number[], two: [] as number[], overlapping: [] as number[] };
  let [movedTwice, misplaced] = [0, 0];

  async function leg(rates: number[], leadCount: number, share: (leads: readonly number[]) => Batches[]) {
    const leads = drawLeads(database.archived, leadCount, random);
    const [mine = [], others = []] = share(leads);
    let inserted = 0;
    const ms = await timed(async () => {
      inserted = await moveAll([
        [one, mine],
        [other, others],
      ]);
    });
    const { live, archived } = await countMoved(database.root);
    movedTwice += inserted - leads.length;
    misplaced += Math.abs(live - leads.length) + Math.abs(database.archived - archived - leads.length);
    rates.push((leads.length / ms) * 1000);
    await putBack(database.root);
  }

  const leadsOfOne = sizes.callsAnInstance * FULL_CALL;
  for (let round = 0; round < sizes.instanceRounds; round += 1) {
    await leg(tally.one, leadsOfOne, (leads) => [cut(leads, FULL_CALL)]);
    await leg(tally.two, 2 * leadsOfOne, (leads) => cut(leads, leadsOfOne).map((own) => cut(own, FULL_CALL)));
    await leg(tally.overlapping, leadsOfOne, (leads) => [cut(leads, FULL_CALL), shifted(leads)]);
  }
  return { tally, movedTwice, misplaced };
}

/** What a second instance brings, and whether two ever move the same lead. */
export async function measureTwoInstances(database: BenchDatabase, sizes: Sizes): Promise<TwoInstances> {
  note(`${database.engine}: two instances, ${sizes.instanceRounds} rounds`);
  const { tally, movedTwice, misplaced } = await withServer(database, (first) =>
    withServer(database, async (second) => {
      const clients = [createClient(first), createClient(second)] as const;
      await callAll(
        cut(drawLeads(database.archived, 10 * FULL_CALL, createRandom(8)), FULL_CALL),
        1,
        clients[0].move,
      );
      await putBack(database.root);
      await callAll(
        cut(drawLeads(database.archived, 10 * FULL_CALL, createRandom(9)), FULL_CALL),
        1,
        clients[1].move,
      );
      await putBack(database.root);
      const result = await runRounds(database, sizes, ...clients);
      for (const client of clients) client.close();
      return result;
    }),
  );
  return {
    one: median(tally.one),
    twoDisjoint: median(tally.two),
    twoOverlapping: median(tally.overlapping),
    twoToOne: median(tally.two.map((rate, round) => rate / (tally.one[round] ?? Number.NaN))),
    movedTwice,
    misplaced,
  };
}
