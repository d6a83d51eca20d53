import { DearchiveError } from "../../errors.ts";
import type { HoursStore } from "../../hours/hoursStore.ts";
import { judge } from "../../hours/officeHours.ts";
import { pause } from "../../runs/work/throttle.ts";
import type { Progress } from "./progressBar.ts";

/** Interval for reading the office hours again while they block the move. */
const HOURS_POLL_MS = 2_000;
/** Attempts at locked tables or a restarting server. The pauses double and add up to two minutes. */
const ATTEMPTS = 8;
const FIRST_WAIT_MS = 1_000;

/** Resolves when the office hours allow a batch, or when the command is stopped. */
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
    if (isFirst) progress.note(`waiting: office hours rule "${verdict.rule}" blocks moves until ${until}`);
    await pause(HOURS_POLL_MS, stop);
  }
}

function isTransient(error: unknown): error is DearchiveError {
  return error instanceof DearchiveError && ["tables_locked", "connection_lost"].includes(error.fault.code);
}

/** Retries work that a lock or a server restart interrupted. @throws the last error after all attempts */
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
      progress.note(`${error.fault.code}: retrying`);
      await pause(FIRST_WAIT_MS * 2 ** (attempt - 1), stop);
    }
  }
}
