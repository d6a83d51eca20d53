import { FULL_CALL, type Sizes } from "../sizes.ts";
import { callAll, createClient, type MoveClient } from "../support/client.ts";
import type { BenchDatabase } from "../support/database.ts";
import { countMoved, drawLeads, putBack } from "../support/leads.ts";
import { note, timed } from "../support/progress.ts";
import { alternate, type Leg, type Ratio, ratioOf } from "../support/rounds.ts";
import { withServer } from "../support/server.ts";
import { createRandom, cut, median } from "../support/statistics.ts";

/** Several server processes on one database. */
export interface Instances {
  /** Leads per second by number of instances, each with its own callers and leads. */
  readonly rates: readonly { readonly instances: number; readonly leadsPerSecond: number }[];
  /** The same relative to one instance, within a round. */
  readonly toOne: readonly { readonly instances: number; readonly ratio: Ratio | undefined }[];
  /** Leads per second of two instances that are sent the same leads. */
  readonly twoOverlapping: number;
  /** Inserts reported by the answers beyond the number of leads, over all rounds: leads moved twice. */
  readonly movedTwice: number;
  /** Leads that are in both tables or in none afterwards, over all rounds. */
  readonly misplaced: number;
}

const MOST_INSTANCES = 4;
const CALLERS = 4;
const LEADS_MISSING = 400;
const TABLES_LOCKED = 500;
const WARM_UP_CALLS = 10;
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

type LegName = "1" | "2" | "3" | "4" | "overlapping";
const COUNTS = ["1", "2", "3", "4"] as const;

async function runRounds(database: BenchDatabase, sizes: Sizes, clients: readonly MoveClient[]) {
  const random = createRandom(7);
  const leadsOfOne = sizes.callsAnInstance * FULL_CALL;
  let [movedTwice, misplaced] = [0, 0];

  /** One share of batches per client. */
  const leg = (leadCount: number, share: (leads: readonly number[]) => readonly Batches[]) => async () => {
    const leads = drawLeads(database.archived, leadCount, random);
    const work = share(leads).flatMap((batches, n) => {
      const client = clients[n];
      return client ? [[client, batches] as const] : [];
    });
    let inserted = 0;
    const ms = await timed(async () => {
      inserted = await moveAll(work);
    });
    const { live, archived } = await countMoved(database.root);
    movedTwice += inserted - leads.length;
    misplaced += Math.abs(live - leads.length) + Math.abs(database.archived - archived - leads.length);
    await putBack(database.root);
    return (leads.length / ms) * 1000;
  };
  const apart = (instances: number) =>
    leg(instances * leadsOfOne, (leads) => cut(leads, leadsOfOne).map((own) => cut(own, FULL_CALL)));
  const legs: Readonly<Record<LegName, Leg>> = {
    "1": apart(1),
    "2": apart(2),
    "3": apart(3),
    "4": apart(4),
    overlapping: leg(leadsOfOne, (leads) => [cut(leads, FULL_CALL), shifted(leads)]),
  };
  const figures = await alternate<LegName>(legs, sizes.instanceRounds);
  return { figures, movedTwice, misplaced };
}

/** Runs work with several server processes; closes them afterwards. */
async function withClients<T>(
  database: BenchDatabase,
  count: number,
  work: (clients: readonly MoveClient[]) => Promise<T>,
  clients: readonly MoveClient[] = [],
): Promise<T> {
  if (clients.length === count) return work(clients);
  return withServer(database, async (server) => {
    const client = createClient(server);
    return withClients(database, count, work, [...clients, client]).finally(() => client.close());
  });
}

async function warmUp({ archived, root }: BenchDatabase, clients: readonly MoveClient[]): Promise<void> {
  for (const [n, client] of clients.entries()) {
    const leads = drawLeads(archived, WARM_UP_CALLS * FULL_CALL, createRandom(8 + n));
    await callAll(cut(leads, FULL_CALL), 1, client.move);
    await putBack(root);
  }
}

/** Measures what further instances add, and whether two instances ever move the same lead. */
export async function measureInstances(database: BenchDatabase, sizes: Sizes): Promise<Instances> {
  note(`${database.engine}: one to four instances, ${sizes.instanceRounds} rounds`);
  const { figures, movedTwice, misplaced } = await withClients(database, MOST_INSTANCES, async (clients) => {
    await warmUp(database, clients);
    return runRounds(database, sizes, clients);
  });
  return {
    rates: COUNTS.map((count) => ({
      instances: Number(count),
      leadsPerSecond: median(figures[count] ?? []),
    })),
    toOne: COUNTS.slice(1).map((count) => ({
      instances: Number(count),
      ratio: ratioOf(figures[count], figures["1"]),
    })),
    twoOverlapping: median(figures.overlapping ?? []),
    movedTwice,
    misplaced,
  };
}
