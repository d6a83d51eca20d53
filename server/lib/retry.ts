import { setTimeout as sleep } from "node:timers/promises";
import type { Deadline } from "./deadline.ts";

export interface RetryOptions {
  /** How often the work is tried in all. */
  readonly attempts: number;
  /** The first pause's upper bound in milliseconds; it doubles with each further one. */
  readonly firstPauseMs: number;
  /** @param attempt which one failed, from 1 */
  readonly isRetryable: (error: unknown, attempt: number) => boolean;
  /** After it nothing is tried again; without one only the attempts count. */
  readonly deadline?: Deadline;
}

/**
 * Does the work again while it fails in a way that may pass. The pauses grow and are jittered, so that callers
 * who collided do not collide again.
 *
 * @throws the last error, or the first one that is not retryable
 */
export async function retry<T>(options: RetryOptions, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const isOver = attempt >= options.attempts || options.deadline?.leftMs() === 0;
      if (isOver || !options.isRetryable(error, attempt)) throw error;
      await sleep(options.firstPauseMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2));
    }
  }
}
