import { setTimeout as sleep } from "node:timers/promises";
import type { RowDataPacket } from "mysql2/promise";
import { FULL_CALL, type Sizes } from "../sizes.ts";
import { createClient, type MoveClient } from "../support/client.ts";
import { type BenchDatabase, withBenchDatabases } from "../support/database.ts";
import { drawLeads, ORDERS, type Order, putBack } from "../support/leads.ts";
import { note, timed } from "../support/progress.ts";
import { withServer } from "../support/server.ts";
import { createRandom, cut, median } from "../support/statistics.ts";

/** How a request depends on the memory of the storage engine's cache. */
export interface CacheTimes {
  readonly archived: number;
  /** Size of the archive's rows and indexes in GB. */
  readonly dataGb: number;
  readonly indexGb: number;
  readonly times: readonly CacheTime[];
}

export interface CacheTime {
  readonly cacheGb: number;
  readonly order: Order;
  /** Median time of a 500-lead request. */
  readonly medianMs: number;
  /** Pages that the server read from files, per lead. */
  readonly readsALead: number;
}

const WARM_UP_CALLS = 20;
const CALLS = 20;
const SHARES = [1, 1 / 2, 1 / 4, 1 / 8];
const BYTES_A_GB = 2 ** 30;

/** The setting of the cache, and the status that counts what it lacked. */
const CACHES = {
  innodb: { setting: "innodb_buffer_pool_size", misses: "Innodb_buffer_pool_reads" },
  myisam: { setting: "key_buffer_size", misses: "Key_reads" },
} as const;

async function readValue({ root }: BenchDatabase, sql: string): Promise<string> {
  const [[row]] = await root.query<RowDataPacket[]>(sql);
  return String(row?.["Value"] ?? "");
}

async function resize(database: BenchDatabase, bytes: number): Promise<void> {
  await database.root.query(`SET GLOBAL ${CACHES[database.engine].setting} = ?`, [bytes]);
  const status = "SHOW GLOBAL STATUS LIKE 'Innodb_buffer_pool_resize_status'";
  while (/^(Withdrawing|Resizing|Latching)/.test(await readValue(database, status))) await sleep(100);
}

async function measureOrder(
  database: BenchDatabase,
  client: MoveClient,
  order: Order,
): Promise<Omit<CacheTime, "cacheGb">> {
  const { archived, root, engine } = database;
  const random = createRandom(13);
  const status = `SHOW GLOBAL STATUS LIKE '${CACHES[engine].misses}'`;
  const callAll = async (calls: number): Promise<readonly number[]> => {
    const each: number[] = [];
    for (const batch of cut(drawLeads(archived, calls * FULL_CALL, random, order), FULL_CALL))
      each.push(await timed(() => client.move(batch)));
    return each;
  };
  await callAll(WARM_UP_CALLS);
  await putBack(root);
  const before = Number(await readValue(database, status));
  const times = await callAll(CALLS);
  const reads = Number(await readValue(database, status)) - before;
  await putBack(root);
  return { order, medianMs: median(times), readsALead: reads / (CALLS * FULL_CALL) };
}

/** @param shares of the server's cache, the largest first, because a cache that shrinks stays warm */
async function measureOn(database: BenchDatabase, shares: readonly number[]): Promise<CacheTimes> {
  const { root, engine, archived } = database;
  const full = Number(await readValue(database, `SHOW GLOBAL VARIABLES LIKE '${CACHES[engine].setting}'`));
  const [[size]] = await root.query<RowDataPacket[]>(
    `SELECT data_length AS data, index_length AS indexes FROM information_schema.tables
     WHERE table_schema = DATABASE() AND table_name = 'vicidial_list_archive'`,
  );
  const times: CacheTime[] = [];
  const measureShares = () =>
    withServer(database, async (server) => {
      const client = createClient(server);
      for (const share of shares) {
        note(`${engine}: ${archived} archived with ${((share * full) / BYTES_A_GB).toFixed(2)} GB`);
        await resize(database, share * full);
        for (const order of ORDERS)
          times.push({
            cacheGb: (share * full) / BYTES_A_GB,
            ...(await measureOrder(database, client, order)),
          });
      }
      client.close();
    });
  try {
    await measureShares();
  } finally {
    await resize(database, full);
  }
  return {
    archived,
    dataGb: Number(size?.["data"]) / BYTES_A_GB,
    indexGb: Number(size?.["indexes"]) / BYTES_A_GB,
    times,
  };
}

/** Measures requests on the smallest archive, and on the largest one while the storage engine's cache shrinks. */
export async function measureCaches(first: BenchDatabase, sizes: Sizes): Promise<readonly CacheTimes[]> {
  const largest = Math.max(...sizes.archiveSizes);
  return withBenchDatabases(first, [largest], async ([, second = first]) => [
    await measureOn(first, [1]),
    await measureOn(second, SHARES),
  ]);
}
