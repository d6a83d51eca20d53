import { FULL_CALL, type Sizes } from "../sizes.ts";
import { callAll, createClient, type MoveClient } from "../support/client.ts";
import type { BenchDatabase } from "../support/database.ts";
import { drawLeads, putBack } from "../support/leads.ts";
import { note, timed } from "../support/progress.ts";
import { withServer } from "../support/server.ts";
import { createRandom, cut, median } from "../support/statistics.ts";
import { type BareMover, openBareMover } from "./bare.ts";
import { measurePtArchiver } from "./ptArchiver.ts";

/** Leads per second, each the median over its rounds. */
export interface Throughput {
  readonly bare: number;
  readonly http1: number;
  readonly http8: number;
  /** One caller over HTTP relative to bare statements, within a round; median over the rounds. */
  readonly http1ToBare: number;
  readonly http8ToBare: number;
  readonly ptArchiver?: number;
  /** Why pt-archiver has no figure. */
  readonly ptArchiverAbsent?: string;
}

type LegName = "bare" | "http1" | "http8";

const EIGHT = 8;
/** Warm-up: in its first seconds a server is slower, because code is still being compiled. */
const WARM_UP_CALLS = 30;

interface Leg {
  readonly calls: number;
  run(batches: readonly (readonly number[])[]): Promise<void>;
}

function legsOf(sizes: Sizes, client: MoveClient, bare: BareMover): Readonly<Record<LegName, Leg>> {
  return {
    bare: { calls: sizes.callsALeg, run: (batches) => callAll(batches, 1, bare.move) },
    http1: { calls: sizes.callsALeg, run: (batches) => callAll(batches, 1, client.move) },
    http8: { calls: 2 * sizes.callsALeg, run: (batches) => callAll(batches, EIGHT, client.move) },
  };
}

/**
 * Alternates the plugin over HTTP with the bare statements, so that other load on the machine hits both. The leads are put
 * back after each leg, outside the measured time.
 */
async function runRounds(database: BenchDatabase, sizes: Sizes, legs: Readonly<Record<LegName, Leg>>) {
  const random = createRandom(1);
  const rates: Record<LegName, number[]> = { bare: [], http1: [], http8: [] };
  const runLeg = async ({ calls, run }: Leg) => {
    const leads = drawLeads(database.archived, calls * FULL_CALL, random);
    const ms = await timed(() => run(cut(leads, FULL_CALL)));
    await putBack(database.root);
    return (leads.length / ms) * 1000;
  };
  await runLeg({
    ...legs.http8,
    calls: Math.min(WARM_UP_CALLS, Math.floor(database.archived / 2 / FULL_CALL)),
  });
  for (let round = 0; round < sizes.rounds; round += 1) {
    const names: LegName[] = ["bare", "http1", "http8"];
    for (const name of round % 2 === 0 ? names : names.toReversed())
      rates[name].push(await runLeg(legs[name]));
  }
  return rates;
}

function ratios(ours: readonly number[], bare: readonly number[]): readonly number[] {
  return ours.map((rate, round) => rate / (bare[round] ?? Number.NaN));
}

/** Measures leads per second: over HTTP, with bare statements, and with pt-archiver. */
export async function measureThroughput(database: BenchDatabase, sizes: Sizes): Promise<Throughput> {
  note(`${database.engine}: throughput, ${sizes.rounds} rounds`);
  const bare = await openBareMover(database);
  const rates = await withServer(database, async (server) => {
    const client = createClient(server);
    return runRounds(database, sizes, legsOf(sizes, client, bare)).finally(() => client.close());
  }).finally(() => bare.close());

  note(`${database.engine}: pt-archiver`);
  const pt = await measurePtArchiver(database, sizes.callsALeg * FULL_CALL);
  return {
    bare: median(rates.bare),
    http1: median(rates.http1),
    http8: median(rates.http8),
    http1ToBare: median(ratios(rates.http1, rates.bare)),
    http8ToBare: median(ratios(rates.http8, rates.bare)),
    ...("absent" in pt ? { ptArchiverAbsent: pt.absent } : { ptArchiver: pt.leadsPerSecond }),
  };
}
