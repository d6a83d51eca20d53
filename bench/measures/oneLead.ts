import type { Sizes } from "../sizes.ts";
import { createClient } from "../support/client.ts";
import type { BenchDatabase } from "../support/database.ts";
import { drawLeads, putBack } from "../support/leads.ts";
import { note, timed } from "../support/progress.ts";
import { withServer } from "../support/server.ts";
import { createRandom, median, p99 } from "../support/statistics.ts";

/** Milliseconds of a request that moves one lead. */
export interface OneLead {
  readonly medianMs: number;
  readonly p99Ms: number;
}

const WARM_UP_CALLS = 50;

/** Measures one caller that moves one lead per request. */
export async function measureOneLead(database: BenchDatabase, sizes: Sizes): Promise<OneLead> {
  note(`${database.engine}: one lead a call, ${sizes.oneLeadCalls} calls`);
  const leads = drawLeads(database.archived, WARM_UP_CALLS + sizes.oneLeadCalls, createRandom(2));
  const times = await withServer(database, async (server) => {
    const client = createClient(server);
    const each: number[] = [];
    for (const lead of leads) each.push(await timed(() => client.move([lead])));
    client.close();
    return each.slice(WARM_UP_CALLS);
  });
  await putBack(database.root);
  return { medianMs: median(times), p99Ms: p99(times) };
}
