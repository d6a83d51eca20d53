import { FULL_CALL, type Sizes } from "../sizes.ts";
import { callAll, createClient, type MoveClient } from "../support/client.ts";
import type { BenchDatabase } from "../support/database.ts";
import { countMoved, drawLeads, putBack } from "../support/leads.ts";
import { note, timed } from "../support/progress.ts";
import { withServer } from "../support/server.ts";
import { createRandom, cut, median } from "../support/statistics.ts";

/** Two server processes on one database. */
export interface TwoInstances {
  /** Leads per second: one instance alone, two on separate leads, two on the same leads. */
  readonly one: number;
  readonly twoDisjoint: number;
  readonly twoOverlapping: number;
  readonly twoToOne: number;
  /** Inserts reported by the answers beyond the number of leads, over all rounds: leads moved twice. */
  readonly movedTwice: number;
  /** Leads that are in both tables or in none afterwards, over all rounds. */
  readonly misplaced: number;
}

const CALLERS = 4;
const LEADS_MISSING = 400;
const TABLES_LOCKED = 500;
/** Attempts per batch before the bench gives up. */
const TRIES = 50;

type Batches = readonly (readonly number[])[];

/**
 * Moves what is left of a batch, as an integrator would: drops leads that a refusal names, and retries locks.
 *
 * @returns inserts reported by the answers
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

/** Lets every client work through its own batches at the same time; returns the reported inserts. */
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

/** Splits the same leads at other places, so that every batch of one instance meets two of the other. */
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

/** Measures what a second instance adds, and whether two instances ever move the same lead. */
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
