import { Agent, get } from "node:http";
import type { Sizes } from "../sizes.ts";
import { type BenchDatabase, withBenchDatabases } from "../support/database.ts";
import { type BenchHistory, fillHistory } from "../support/history.ts";
import { drawLeads, putBack } from "../support/leads.ts";
import { note, timed } from "../support/progress.ts";
import { adminAuthorization, openRuns } from "../support/runs.ts";
import { withServer } from "../support/server.ts";
import { createRandom, median, quantile } from "../support/statistics.ts";

/** Time of a page, or of an API request that reads, from the request to its last byte, in milliseconds. */
export interface PageTime {
  readonly page: string;
  readonly medianMs: number;
  readonly p95Ms: number;
}

const BASE = "/vicidial/dearchive";
const API = "/vicidial/leads";
/** Name of the request whose time a phone call waits for. */
export const BY_PHONE = "API: restore by phone";
const WARM_UP_LOOKS = 5;

/** Runs whose pages are measured. */
interface BenchRunIds {
  readonly ready: number;
  readonly done: number;
}

/** A path, or one for each look. */
type Path = string | ((look: number) => string);

/** Makes one finished long run and one that is ready to start. The moved leads are put back, because pages read them. */
async function makeRuns(database: BenchDatabase, sizes: Sizes): Promise<BenchRunIds> {
  const runs = openRuns(database);
  const leads = drawLeads(database.archived, 2 * sizes.pageRunLeads, createRandom(7));
  try {
    const done = await runs.create(leads.slice(0, sizes.pageRunLeads));
    const ready = await runs.create(leads.slice(sizes.pageRunLeads));
    await runs.until(done, "ready");
    await runs.start(done);
    await runs.until(done, "done");
    await runs.until(ready, "ready");
    await putBack(database.root);
    return { ready, done };
  } finally {
    await runs.close();
  }
}

/** Searches along each index, with few and many matches, and the pages of runs. */
function runPages({ ready, done }: BenchRunIds, lead: number): Readonly<Record<string, string>> {
  const find = `${BASE}/leads`;
  return {
    "find leads": find,
    "find, ids": `${find}?lead_id=${lead},${lead + 2},${lead + 4}`,
    "find, a phone": `${find}?phone=5560000123`,
    "find, most of the archive by list": `${find}?list=1001`,
    "find, a status in a list": `${find}?list=1001&status=NEW`,
    "find, narrowed without an index": `${find}?status=NEW&entered_from=2024-06-01&entered_to=2024-06-30`,
    "find, the last call": `${find}?called_from=2025-06-01&called_to=2025-07-31`,
    "find, far behind": `${find}?list=1001&page=81`,
    "find live leads": `${find}?in=live`,
    "find, live, a status in a list": `${find}?in=live&list=1001&status=NEW`,
    plans: `${BASE}/plans`,
    "a new plan": `${BASE}/plans/new`,
    webhooks: `${BASE}/webhooks`,
    runs: `${BASE}/runs`,
    "a run that is ready": `${BASE}/runs/${ready}`,
    "a run that is done": `${BASE}/runs/${done}`,
    "a run's moved leads": `${BASE}/runs/${done}?outcome=moved`,
  };
}

/** Every page, and the history with each kind of filter, indexed or not. */
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
    "history, kept in archive": `${BASE}/history?outcome=left_behind`,
    "history, differing": `${BASE}/history?outcome=kept_differs`,
    "history, nothing fits": `${BASE}/history?direction=archive&outcome=deleted`,
    "history, a lead": `${BASE}/history?lead_id=${lead}`,
    "a full batch": `${BASE}/history/${fullBatch}`,
    "a full batch's leads kept in archive": `${BASE}/history/${fullBatch}?outcome=kept_differs`,
    "a lead": `${BASE}/history/lead?lead_id=${lead}`,
  };
}

/** Reading API requests, and the one that restores the lead of a customer who phones: each look is another customer. */
function apiRequests({ live }: BenchDatabase): Readonly<Record<string, Path>> {
  const found = `${API}/archived`;
  // The numbers of the first archived leads are live under other ids.
  const archivedPhone = (look: number) => `556${String(live + 1 + look * 97).padStart(7, "0")}`;
  return {
    "API: archived leads of a list": `${found}?list_id=1001`,
    "API: archived leads of a status in a list": `${found}?list_id=1001&status=NEW`,
    "API: archived leads of a phone": (look) => `${found}?phone_number=${archivedPhone(look)}`,
    [BY_PHONE]: (look) => `${API}/restore-by-phone?phone_number=${archivedPhone(look)}`,
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
  const history = await fillHistory(database.root, sizes.pageBatches, database.archived);
  const admin = adminAuthorization(database);
  const authorizationFor = (path: string) => (path.startsWith(API) ? `Key=${database.apiKey}` : admin);
  return withServer(database, async ({ port }) => {
    const agent = new Agent({ keepAlive: true });
    const pages: Readonly<Record<string, Path>> = {
      ...pagesOf(history),
      ...runPages(await makeRuns(database, sizes), history.lead),
      ...apiRequests(database),
    };
    const times = new Map<string, number[]>(Object.keys(pages).map((page) => [page, []]));
    // In turn, so that a slow moment of the machine hits all of them.
    for (let look = 0; look < WARM_UP_LOOKS + sizes.pageLooks; look += 1)
      for (const [page, of] of Object.entries(pages)) {
        const path = typeof of === "string" ? of : of(look);
        times.get(page)?.push(await timed(() => read(port, path, authorizationFor(path), agent)));
      }
    agent.destroy();
    const restored = await putBack(database.root);
    if (restored !== WARM_UP_LOOKS + sizes.pageLooks)
      throw new Error(`${restored} leads were restored by phone`);
    return [...times].map(([page, all]) => {
      const warm = all.slice(WARM_UP_LOOKS);
      return { page, medianMs: median(warm), p95Ms: quantile(warm, 0.95) };
    });
  });
}

/** Measures every page on a large archive with a long history. */
export async function measurePages(first: BenchDatabase, sizes: Sizes): Promise<readonly PageTime[]> {
  const further = [sizes.pageArchived].filter((archived) => archived !== first.archived);
  return withBenchDatabases(first, further, async (databases) => measureOn(databases.at(-1) ?? first, sizes));
}
