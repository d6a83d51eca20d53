/** The turn did not come in time; the work was not begun. */
export class TurnTimeout extends Error {}

/**
 * Lets so many pieces of work run at a time, one unless said otherwise, in the order of asking. It stands before the
 * pool: those who wait hold no connection.
 */
export function createTurns(places = 1) {
  const waiting: (() => void)[] = [];
  let free = places;

  function enter(waitMs: number): Promise<void> | undefined {
    if (free > 0) {
      free -= 1;
      return undefined;
    }
    return new Promise((resolve, reject) => {
      const begin = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(begin), 1);
        reject(new TurnTimeout());
      }, waitMs);
      waiting.push(begin);
    });
  }

  /** The place goes straight to whoever waits longest, so that nobody overtakes. */
  function leave(): void {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  }

  return {
    /**
     * Runs `work` when there is a place for it; what was asked for earlier goes first.
     *
     * @throws TurnTimeout when that takes longer than `waitMs` milliseconds
     */
    async take<T>(waitMs: number, work: () => Promise<T>): Promise<T> {
      await enter(waitMs);
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
