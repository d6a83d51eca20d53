import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";

/** Leads a second that may be asked for; no machine is that fast. */
export const MAX_RATE = 100_000;

/** Waits, but not beyond the signal. */
export async function pause(ms: number, stop: AbortSignal): Promise<void> {
  if (ms <= 0 || stop.aborted) return;
  await sleep(ms, undefined, { signal: stop }).catch(() => undefined);
}

/**
 * Holds a pace: `keep` returns when the given number of leads may have been done by now.
 *
 * @param rate leads per second; undefined for as fast as it goes
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
