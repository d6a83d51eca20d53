import { performance } from "node:perf_hooks";

/** Time limit of a request, including all its waits and retries. */
export interface Deadline {
  /** Returns the remaining time in ms, at least 0. */
  leftMs(): number;
}

export function startDeadline(ms: number): Deadline {
  const end = performance.now() + ms;
  return { leftMs: () => Math.max(0, end - performance.now()) };
}

/** The time is up. The work continues and may still succeed. */
export class DeadlinePassed extends Error {}

/**
 * Limits the wait for work. A silent server neither answers nor refuses a statement.
 *
 * @param ms maximum wait in ms
 * @throws DeadlinePassed after `ms`; the work continues
 */
export async function withTimeout<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlinePassed()), ms);
  });
  return Promise.race([work, overdue]).finally(() => clearTimeout(timer));
}
