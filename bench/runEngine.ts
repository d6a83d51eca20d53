import type { StorageEngine } from "../demo/defaults.ts";
import { measureArchiveSizes } from "./measures/archiveSize.ts";
import { measureBulk } from "./measures/bulk.ts";
import { measureCaches } from "./measures/caches.ts";
import { measureDialerWait } from "./measures/dialerWait.ts";
import { measureInstances } from "./measures/instances.ts";
import { measureMemory } from "./measures/memory.ts";
import { measureOneLead } from "./measures/oneLead.ts";
import { measurePages } from "./measures/pages.ts";
import { measureRuns } from "./measures/runs.ts";
import { measureStartup } from "./measures/startup.ts";
import { measureThroughput } from "./measures/throughput.ts";
import type { EngineResults, Measurement } from "./report/results.ts";
import type { Sizes } from "./sizes.ts";
import { type BenchDatabase, createBenchDatabase } from "./support/database.ts";
import type { BenchMariaDb } from "./support/mariaDb.ts";

type Runner = (database: BenchDatabase, sizes: Sizes) => Promise<EngineResults>;

const RUNNERS: Readonly<Record<Measurement, Runner>> = {
  throughput: async (database, sizes) => ({ throughput: await measureThroughput(database, sizes) }),
  oneLead: async (database, sizes) => ({ oneLead: await measureOneLead(database, sizes) }),
  bulk: async (database, sizes) => ({ bulk: await measureBulk(database, sizes) }),
  archiveSizes: async (database, sizes) => ({ archiveSizes: await measureArchiveSizes(database, sizes) }),
  caches: async (database, sizes) => ({ caches: await measureCaches(database, sizes) }),
  dialerWait: async (database, sizes) => ({ dialerWait: await measureDialerWait(database, sizes) }),
  memory: async (database, sizes) => ({ memory: await measureMemory(database, sizes) }),
  instances: async (database, sizes) => ({ instances: await measureInstances(database, sizes) }),
  runs: async (database, sizes) => ({ runs: await measureRuns(database, sizes) }),
  pages: async (database, sizes) => ({ pages: await measurePages(database, sizes) }),
  startup: async (database) => ({ startup: await measureStartup(database) }),
};

/** Runs the selected measures one after the other on a fresh database of that engine, then drops it. */
export async function runEngine(
  mariaDb: BenchMariaDb,
  engine: StorageEngine,
  wanted: readonly Measurement[],
  sizes: Sizes,
): Promise<EngineResults> {
  const database = await createBenchDatabase(mariaDb, engine, sizes.archived, sizes.live);
  try {
    const results: EngineResults = {};
    for (const name of wanted) Object.assign(results, await RUNNERS[name](database, sizes));
    return results;
  } finally {
    await database.drop();
  }
}
