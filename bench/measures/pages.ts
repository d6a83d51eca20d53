import { Agent, get } from "node:http";
import { ADMIN_USER } from "../../server/cli/demo/seed.ts";
import type { Sizes } from "../sizes.ts";
import { type BenchDatabase, withBenchDatabases } from "../support/database.ts";
import { type BenchHistory, fillHistory } from "../support/history.ts";
import { note, timed } from "../support/progress.ts";
import { withServer } from "../support/server.ts";
import { median, quantile } from "../support/statistics.ts";

/** How long a page takes, whole, from the request to its last byte. */
export interface PageTime {
  readonly page: string;
  readonly medianMs: number;
  readonly p95Ms: number;
}

const BASE = "/vicidial/dearchive";
const WARM_UP_LOOKS = 5;

/** Every page, and those of the history with each kind of filter: with an index to go along, and without. */
function pagesOf({ fullBatch, middleBatch, lead }: BenchHistory): Readonly<Record<string, string>> {
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  return {
    overview: BASE,
    "API keys": `${BASE}/keys`,
    "office hours": `${BASE}/hours`,
    history: `${BASE}/history`,
    "history, far back": `${BASE}/history?before=${middleBatch}`,
    "history, some days": `${BASE}/history?from=${day(20)}&to=${day(10)}`,
    "history, a key": `${BASE}/history?key=3&before=${middleBatch}`,
    "history, a user": `${BASE}/history?user=user7`,
    "history, no such user": `${BASE}/history?user=nobody`,
    "history, left behind": `${BASE}/history?outcome=left_behind`,
    "history, differing": `${BASE}/history?outcome=kept_differs`,
    "history, nothing fits": `${BASE}/history?direction=archive&outcome=deleted`,
    "history, a lead": `${BASE}/history?lead_id=${lead}`,
    "a full batch": `${BASE}/history/${fullBatch}`,
    "a full batch's left behind": `${BASE}/history/${fullBatch}?outcome=kept_differs`,
    "a lead": `${BASE}/history/lead?lead_id=${lead}`,
  };
}

async function read(port: number, path: string, authorization: string, agent: Agent): Promise<void> {
  return new Promise((done, failed) => {
    const call = get(
      { host: "127.0.0.1", port, path, agent, headers: { Authorization: authorization } },
      (response) => {
        response.resume();
        response.on("end", () => {
          if (response.statusCode === 200) done();
          else failed(new Error(`${path} answered ${response.statusCode}`));
        });
      },
    );
    call.on("error", failed);
  });
}

async function measureOn(database: BenchDatabase, sizes: Sizes): Promise<readonly PageTime[]> {
  note(`${database.engine}: pages, ${sizes.pageBatches} batches, ${sizes.pageLooks} looks each`);
  const pages = pagesOf(await fillHistory(database.root, sizes.pageBatches, database.archived));
  const password = Buffer.from(`${ADMIN_USER}:${database.adminPassword}`).toString("base64");
  return withServer(database, async ({ port }) => {
    const agent = new Agent({ keepAlive: true });
    const times = new Map<string, number[]>(Object.keys(pages).map((page) => [page, []]));
    // In turn, so that a slow moment of the machine falls upon all of them.
    for (let look = 0; look < WARM_UP_LOOKS + sizes.pageLooks; look += 1)
      for (const [page, path] of Object.entries(pages))
        times.get(page)?.push(await timed(() => read(port, path, `Basic ${password}`, agent)));
    agent.destroy();
    return [...times].map(([page, all]) => {
      const warm = all.slice(WARM_UP_LOOKS);
      return { page, medianMs: median(warm), p95Ms: quantile(warm, 0.95) };
    });
  });
}

/** How long each page takes on a large archive with a long history. */
export async function measurePages(first: BenchDatabase, sizes: Sizes): Promise<readonly PageTime[]> {
  const further = [sizes.pageArchived].filter((archived) => archived !== first.archived);
  return withBenchDatabases(first, further, async (databases) => measureOn(databases.at(-1) ?? first, sizes));
}
