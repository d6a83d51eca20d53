import { setTimeout as sleep } from "node:timers/promises";
import type { Deadline } from "./deadline.ts";

export interface RetryOptions {
  /** Maximum number of attempts, including the first. */
  readonly attempts: number;
  /** Upper bound of the first pause in ms. It doubles with each attempt. */
  readonly firstPauseMs: number;
  /** @param attempt number of the failed attempt, from 1 */
  readonly isRetryable: (error: unknown, attempt: number) => boolean;
  /** After it no attempt is started. */
  readonly deadline?: Deadline;
}

/**
 * Retries work after transient errors. Pauses grow and are jittered, so that callers who collided do not collide again.
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
