import { performance } from "node:perf_hooks";

/** The time that a call has, over everything that it waits for and tries again. */
export interface Deadline {
  /** Milliseconds that are left; 0 when it is over. */
  leftMs(): number;
}

export function startDeadline(ms: number): Deadline {
  const end = performance.now() + ms;
  return { leftMs: () => Math.max(0, end - performance.now()) };
}

/** The work is not done yet, and may still be carried out. */
export class DeadlinePassed extends Error {}

/**
 * Waits for the work no longer than that: a server that has gone silent answers no statement, and refuses none.
 *
 * @throws Overdue when it takes longer; the work goes on
 */
export async function withTimeout<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlinePassed()), ms);
  });
  return Promise.race([work, overdue]).finally(() => clearTimeout(timer));
}
