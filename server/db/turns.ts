/** The turn did not come in time; the work was not begun. */
export class TurnTimeout extends Error {}

/**
 * Lets one piece of work run at a time, in the order of asking. It stands before the pool: those who wait hold no
 * connection.
 */
export function createTurns() {
  let last: Promise<unknown> = Promise.resolve();

  return {
    /**
     * Runs `work` when everything asked for earlier has ended, well or not.
     *
     * @throws TurnTimeout when that takes longer than `waitMs` milliseconds
     */
    async take<T>(waitMs: number, work: () => Promise<T>): Promise<T> {
      const waited = new AbortController();
      const timer = setTimeout(() => waited.abort(), waitMs);
      const timeout = new Promise<never>((_, reject) => {
        waited.signal.addEventListener("abort", () => reject(new TurnTimeout()));
      });
      const mine = last.then(() => {
        clearTimeout(timer);
        if (waited.signal.aborted) throw new TurnTimeout();
        return work();
      });
      last = mine.catch(() => undefined);
      return Promise.race([mine, timeout]);
    },
  };
}
