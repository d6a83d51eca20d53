import { FULL_CALL, type Sizes } from "../sizes.ts";
import { createClient, type MoveClient } from "../support/client.ts";
import { type BenchDatabase, withBenchDatabases } from "../support/database.ts";
import { drawLeads, putBack } from "../support/leads.ts";
import { note, timed } from "../support/progress.ts";
import { type BenchServer, startServer } from "../support/server.ts";
import { createRandom, cut, median } from "../support/statistics.ts";

/** Median time of a 500-lead request for one archive size. */
export interface SizeTime {
  readonly archived: number;
  readonly medianMs: number;
}

interface Site {
  readonly database: BenchDatabase;
  readonly server: BenchServer;
  readonly client: MoveClient;
  readonly random: () => number;
  readonly times: number[];
}

const WARM_UP_CALLS = 10;
/** Requests on one size before the next size gets its turn. */
const TURN = 5;

async function openSite(database: BenchDatabase): Promise<Site> {
  const server = await startServer(database);
  return { database, server, client: createClient(server), random: createRandom(3), times: [] };
}

async function callSome({ database, client, random, times }: Site, calls: number): Promise<void> {
  for (const batch of cut(drawLeads(database.archived, calls * FULL_CALL, random), FULL_CALL))
    times.push(await timed(() => client.move(batch)));
  await putBack(database.root);
}

/** Measures one caller on archives of growing size, in turn; the live tables are equal. */
async function measureSites(sites: readonly Site[], calls: number): Promise<readonly SizeTime[]> {
  for (const site of sites) await callSome(site, WARM_UP_CALLS);
  for (let done = 0; done < calls; done += TURN)
    for (const site of sites) await callSome(site, Math.min(TURN, calls - done));
  return sites.map(({ database, times }) => ({
    archived: database.archived,
    medianMs: median(times.slice(WARM_UP_CALLS)),
  }));
}

/** Measures how the time of a request depends on the archive's size. `first` holds the smallest. */
export async function measureArchiveSizes(first: BenchDatabase, sizes: Sizes): Promise<readonly SizeTime[]> {
  const further = sizes.archiveSizes.filter((archived) => archived !== first.archived);
  return withBenchDatabases(first, further, async (databases) => {
    note(`${first.engine}: archive sizes, ${sizes.callsASize} calls each`);
    const sites: Site[] = [];
    try {
      for (const database of databases) sites.push(await openSite(database));
      return await measureSites(sites, sizes.callsASize);
    } finally {
      for (const { client, server } of sites) {
        client.close();
        await server.close();
      }
    }
  });
}
