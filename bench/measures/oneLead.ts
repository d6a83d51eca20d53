import type { Sizes } from "../sizes.ts";
import { createClient } from "../support/client.ts";
import type { BenchDatabase } from "../support/database.ts";
import { drawLeads, putBack } from "../support/leads.ts";
import { note, timed } from "../support/progress.ts";
import { alternate, type Ratio, ratioOf } from "../support/rounds.ts";
import { withServer } from "../support/server.ts";
import { createRandom, median, p99 } from "../support/statistics.ts";
import { openBareMover } from "./bare.ts";

/** Milliseconds of moving one lead, by a request and by its bare statements. */
export interface OneLead {
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly bareMs: number;
  /** Median of a round's requests / median of its bare statements. */
  readonly httpToBare: Ratio | undefined;
}

const WARM_UP_CALLS = 50;

/** Measures one caller that moves one lead per request, in turn with the bare statements for one lead. */
export async function measureOneLead(database: BenchDatabase, sizes: Sizes): Promise<OneLead> {
  const { rounds, oneLeadCalls } = sizes;
  note(`${database.engine}: one lead a call, ${rounds} rounds of ${oneLeadCalls} calls`);
  const random = createRandom(2);
  const bare = await openBareMover(database);
  const ours: number[] = [];
  const times = await withServer(database, async (server) => {
    const client = createClient(server);
    const leg = (move: (ids: readonly number[]) => Promise<void>, all: number[]) => async () => {
      const each: number[] = [];
      for (const lead of drawLeads(database.archived, oneLeadCalls, random))
        each.push(await timed(() => move([lead])));
      await putBack(database.root);
      all.push(...each);
      return median(each);
    };
    for (const lead of drawLeads(database.archived, WARM_UP_CALLS, random)) await client.move([lead]);
    await putBack(database.root);
    const figures = await alternate({ http: leg(client.move, ours), bare: leg(bare.move, []) }, rounds);
    client.close();
    return figures;
  }).finally(() => bare.close());
  return {
    medianMs: median(times.http ?? []),
    p99Ms: p99(ours),
    bareMs: median(times.bare ?? []),
    httpToBare: ratioOf(times.http, times.bare),
  };
}
