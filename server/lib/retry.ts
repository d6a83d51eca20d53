import { setTimeout as sleep } from "node:timers/promises";
import type { Deadline } from "./deadline.ts";

export interface RetryOptions {
  /** Maximum number of attempts, including the first; unlimited if omitted, so set a deadline then. */
  readonly attempts?: number;
  /** Upper bound of the first pause in ms. It doubles with each attempt. */
  readonly firstPauseMs: number;
  /** Upper bound of every pause in ms. */
  readonly maxPauseMs?: number;
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
  const {
    attempts = Number.POSITIVE_INFINITY,
    firstPauseMs,
    maxPauseMs = Number.POSITIVE_INFINITY,
  } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const isOver = attempt >= attempts || options.deadline?.leftMs() === 0;
      if (isOver || !options.isRetryable(error, attempt)) throw error;
      const pauseMs = Math.min(firstPauseMs * 2 ** (attempt - 1), maxPauseMs);
      await sleep(pauseMs * (0.5 + Math.random() / 2));
    }
  }
}
