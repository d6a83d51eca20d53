import { FULL_CALL, type Sizes } from "../sizes.ts";
import { callAll, createClient, type MoveClient } from "../support/client.ts";
import type { BenchDatabase } from "../support/database.ts";
import { drawLeads, ORDERS, type Order, putBack } from "../support/leads.ts";
import { note, timed } from "../support/progress.ts";
import { alternate, type Leg, mediansOf, type Ratio, ratioOf } from "../support/rounds.ts";
import { withServer } from "../support/server.ts";
import { createRandom, cut } from "../support/statistics.ts";
import { type BareMover, openBareMover } from "./bare.ts";
import { findPtArchiver, type PtArchiver } from "./ptArchiver.ts";

type LegName = "bare" | "http1" | "http8" | "ptBulk" | "ptSingle";

/** Requests of 500 leads beside the bare statements and pt-archiver, on the same kind of leads. */
export interface Throughput {
  readonly order: Order;
  /** Leads per second, each the median over the rounds. */
  readonly rates: Readonly<Partial<Record<LegName, number>>>;
  readonly http1ToBare: Ratio | undefined;
  readonly http8ToBare: Ratio | undefined;
  readonly http1ToPtArchiver: Ratio | undefined;
  readonly http8ToPtArchiver: Ratio | undefined;
  /** Why pt-archiver has no figures. */
  readonly ptArchiverAbsent: string | undefined;
}

const EIGHT = 8;
/** Warm-up: in its first seconds a server is slower, because code is still being compiled. */
const WARM_UP_CALLS = 30;

/** Moves leads, and returns how long it took in milliseconds. */
type Move = (leadIds: readonly number[]) => Promise<number>;

interface Ways {
  readonly client: MoveClient;
  readonly bare: BareMover;
  readonly ptArchiver: PtArchiver | string;
}

/** Each leg draws its own leads and puts them back afterwards, outside the measured time. */
function legsOf(
  database: BenchDatabase,
  { client, bare, ptArchiver }: Ways,
  { callsALeg }: Sizes,
  order: Order,
): Readonly<Partial<Record<LegName, Leg>>> {
  const random = createRandom(1);
  const leg =
    (move: Move, calls = callsALeg) =>
    async () => {
      const leads = drawLeads(database.archived, calls * FULL_CALL, random, order);
      const ms = await move(leads);
      await putBack(database.root);
      return (leads.length / ms) * 1000;
    };
  const calls = (callers: number, call: (batch: readonly number[]) => Promise<void>): Move => {
    return (leads) => timed(() => callAll(cut(leads, FULL_CALL), callers, call));
  };
  return {
    bare: leg(calls(1, bare.move)),
    http1: leg(calls(1, client.move)),
    http8: leg(calls(EIGHT, client.move), 2 * callsALeg),
    ...(typeof ptArchiver !== "string" && {
      ptBulk: leg((leads) => ptArchiver.move(leads, "bulk")),
      ptSingle: leg((leads) => ptArchiver.move(leads, "single")),
    }),
  };
}

async function warmUp({ archived, root }: BenchDatabase, client: MoveClient): Promise<void> {
  const calls = Math.min(WARM_UP_CALLS, Math.floor(archived / 2 / FULL_CALL));
  await callAll(cut(drawLeads(archived, calls * FULL_CALL, createRandom(11)), FULL_CALL), EIGHT, client.move);
  await putBack(root);
}

async function measureOrder(
  database: BenchDatabase,
  ways: Ways,
  sizes: Sizes,
  order: Order,
): Promise<Throughput> {
  note(`${database.engine}: throughput, ${order} leads, ${sizes.rounds} rounds`);
  const figures = await alternate(legsOf(database, ways, sizes, order), sizes.rounds);
  const { bare, http1, http8, ptBulk } = figures;
  return {
    order,
    rates: mediansOf(figures),
    http1ToBare: ratioOf(http1, bare),
    http8ToBare: ratioOf(http8, bare),
    http1ToPtArchiver: ratioOf(http1, ptBulk),
    http8ToPtArchiver: ratioOf(http8, ptBulk),
    ptArchiverAbsent: typeof ways.ptArchiver === "string" ? ways.ptArchiver : undefined,
  };
}

/** Compares requests with the bare statements and with pt-archiver, for neighbouring and for scattered leads. */
export async function measureThroughput(
  database: BenchDatabase,
  sizes: Sizes,
): Promise<readonly Throughput[]> {
  const bare = await openBareMover(database);
  const ptArchiver = await findPtArchiver(database);
  try {
    return await withServer(database, async (server) => {
      const client = createClient(server);
      await warmUp(database, client);
      const results: Throughput[] = [];
      for (const order of ORDERS)
        results.push(await measureOrder(database, { client, bare, ptArchiver }, sizes, order));
      client.close();
      return results;
    });
  } finally {
    await bare.close();
  }
}
