import type { Sizes } from "../sizes.ts";
import { callAll, createClient } from "../support/client.ts";
import type { BenchDatabase } from "../support/database.ts";
import { drawLeads, putBack } from "../support/leads.ts";
import { note } from "../support/progress.ts";
import { withServer } from "../support/server.ts";
import type { MemoryFigures } from "../support/serverMessages.ts";
import { createRandom, cut } from "../support/statistics.ts";

/** Memory of the server process in bytes: after a fifth of the batches, at the end, and in between. */
export interface MemoryGrowth {
  readonly batches: number;
  readonly early: MemoryFigures;
  readonly late: MemoryFigures;
  /** All samples in order, to see whether growth levels off. */
  readonly looks: readonly MemoryFigures[];
  readonly heapGrowthPercent: number;
  readonly rssGrowthPercent: number;
}

/** Small batches, because leaks depend on the number of batches. */
const LEADS_A_BATCH = 2;
const CALLERS = 4;
/** Skips the warm-up: compiled code and the pool are complete by then. */
const WARM_UP_SHARE = 0.2;

/** Samples per figure. The smallest counts, because up to a megabyte may be waiting to be freed. */
const LOOKS = 3;

function least(looks: readonly MemoryFigures[]): MemoryFigures {
  return {
    rss: Math.min(...looks.map((look) => look.rss)),
    heapUsed: Math.min(...looks.map((look) => look.heapUsed)),
  };
}

function growthPercent(early: number, late: number): number {
  return (late / early - 1) * 100;
}

/** Runs many batches in one server process and samples its memory after a full garbage collection. */
export async function measureMemory(database: BenchDatabase, sizes: Sizes): Promise<MemoryGrowth> {
  const { memoryBatches, memoryStep } = sizes;
  note(`${database.engine}: memory over ${memoryBatches} batches`);
  const random = createRandom(6);
  const looks = await withServer(database, async (server) => {
    const client = createClient(server);
    const seen: MemoryFigures[] = [];
    for (let done = 0; done < memoryBatches; done += memoryStep) {
      const leads = drawLeads(database.archived, memoryStep * LEADS_A_BATCH, random);
      await callAll(cut(leads, LEADS_A_BATCH), CALLERS, client.move);
      await putBack(database.root);
      seen.push(await server.memory());
    }
    client.close();
    return seen;
  });
  const warm = Math.round((memoryBatches * WARM_UP_SHARE) / memoryStep) - 1;
  const early = least(looks.slice(warm, warm + LOOKS));
  const late = least(looks.slice(-LOOKS));
  return {
    batches: memoryBatches,
    early,
    late,
    looks,
    heapGrowthPercent: growthPercent(early.heapUsed, late.heapUsed),
    rssGrowthPercent: growthPercent(early.rss, late.rss),
  };
}
