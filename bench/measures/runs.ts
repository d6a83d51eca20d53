import { FULL_CALL, type Sizes } from "../sizes.ts";
import { callAll, createClient } from "../support/client.ts";
import type { BenchDatabase } from "../support/database.ts";
import { drawLeads, putBack } from "../support/leads.ts";
import { note, timed } from "../support/progress.ts";
import { adminAuthorization, type BenchRuns, openRuns, watchRun } from "../support/runs.ts";
import { withServer } from "../support/server.ts";
import { createRandom, cut, median } from "../support/statistics.ts";

/** What background runs cost the callers of the API. */
export interface RunsBesideCalls {
  readonly leads: number;
  /** Time of a preview in milliseconds, until its page shows the result, without other load. */
  readonly checkMs: number;
  /** The same while requests are served. */
  readonly busyCheckMs: number;
  /** Throughput of requests during back-to-back previews with watchers, relative to requests alone. */
  readonly callsBeside: number;
}

/** Pages that watch the run. */
const VIEWERS = 3;
const WARM_UP_CALLS = 10;

/** Previews the run again and again and returns each duration. */
function keepChecking(runs: BenchRuns, id: number) {
  let isOver = false;
  const times: number[] = [];
  const check = async () => {
    await runs.recheck(id);
    await runs.until(id, "ready");
  };
  const checking = (async () => {
    while (!isOver) times.push(await timed(check));
  })();
  return {
    async end(): Promise<readonly number[]> {
      isOver = true;
      await checking;
      return times;
    },
  };
}

/**
 * Alternates full requests alone and beside endless previews. The ratio is taken within a round. The previewed leads are
 * not the ones that the requests move.
 */
export async function measureRuns(database: BenchDatabase, sizes: Sizes): Promise<RunsBesideCalls> {
  note(`${database.engine}: calls beside runs of ${sizes.runLeads} leads, ${sizes.rounds} rounds`);
  const random = createRandom(6);
  const runs = openRuns(database);
  const calls = sizes.callsALeg * FULL_CALL;
  const drawn = drawLeads(database.archived, calls + sizes.runLeads, random);
  const [called, listed] = [drawn.slice(0, calls), drawn.slice(calls)];
  const id = await runs.create(listed);
  try {
    return await withServer(database, async (server) => {
      const client = createClient(server);
      const leg = async (leads: readonly number[]) => {
        const ms = await timed(() => callAll(cut(leads, FULL_CALL), 1, client.move));
        await putBack(database.root);
        return ms;
      };
      await runs.until(id, "ready");
      await leg(called.slice(0, WARM_UP_CALLS * FULL_CALL));
      const quiet = keepChecking(runs, id);
      const checks = await quiet.end();
      const ratios: number[] = [];
      const busyChecks: number[] = [];
      for (let round = 0; round < sizes.rounds; round += 1) {
        const alone = await leg(called);
        const watching = watchRun(server, adminAuthorization(database), id, VIEWERS);
        const checking = keepChecking(runs, id);
        const beside = await leg(called);
        busyChecks.push(...(await checking.end()));
        watching.close();
        ratios.push(alone / beside);
      }
      client.close();
      return {
        leads: sizes.runLeads,
        checkMs: median(checks),
        busyCheckMs: median(busyChecks),
        callsBeside: median(ratios),
      };
    });
  } finally {
    await runs.discard(id);
    await runs.close();
  }
}
