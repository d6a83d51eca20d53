import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";

/** Highest limit, in leads per second; no machine is that fast. */
export const MAX_RATE = 100_000;

/** Waits until the time is over or the signal aborts. */
export async function pause(ms: number, stop: AbortSignal): Promise<void> {
  if (ms <= 0 || stop.aborted) return;
  await sleep(ms, undefined, { signal: stop }).catch(() => undefined);
}

/**
 * Limits speed: `keep` waits until `more` further leads fit the rate.
 *
 * @param rate leads per second; undefined for no limit
 */
export function createThrottle(rate: number | undefined) {
  const start = performance.now();
  let leads = 0;
  return {
    async keep(more: number, stop: AbortSignal): Promise<void> {
      leads += more;
      if (rate !== undefined) await pause(start + (leads / rate) * 1000 - performance.now(), stop);
    },
  };
}
