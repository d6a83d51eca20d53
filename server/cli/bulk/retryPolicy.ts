import { DearchiveError } from "../../errors.ts";
import type { HoursStore } from "../../hours/hoursStore.ts";
import { judge } from "../../hours/officeHours.ts";
import { pause } from "../../runs/work/throttle.ts";
import type { Progress } from "./progressBar.ts";

/** What a run waits for, and how long. */

/** How soon a change of the office hours is seen by a run that waits for them. */
const HOURS_POLL_MS = 2_000;
/** A locked table or a restarting server is waited for this often, with a growing pause: two minutes in all. */
const ATTEMPTS = 8;
const FIRST_WAIT_MS = 1_000;

/** Returns when the office hours allow a batch, or when the run is stopped. */
export async function waitForHours(
  store: HoursStore,
  customer: string,
  progress: Progress,
  stop: AbortSignal,
): Promise<void> {
  for (let isFirst = true; !stop.aborted; isFirst = false) {
    const verdict = judge(await store.list(customer), new Date());
    if (verdict.allowed) return;
    const until = verdict.changesAt?.toISOString() ?? "the rule is changed";
    if (isFirst) progress.tell(`waiting: rule "${verdict.rule}" of the office hours refuses until ${until}`);
    await pause(HOURS_POLL_MS, stop);
  }
}

function isTransient(error: unknown): error is DearchiveError {
  return error instanceof DearchiveError && ["tables_locked", "connection_lost"].includes(error.fault.code);
}

/** Tries again what a lock or a restart of the server got in the way of; gives up with the last error. */
export async function retryWithPolicy<T>(
  progress: Progress,
  stop: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isTransient(error) || attempt >= ATTEMPTS || stop.aborted) throw error;
      progress.tell(`${error.fault.code}: trying again`);
      await pause(FIRST_WAIT_MS * 2 ** (attempt - 1), stop);
    }
  }
}
