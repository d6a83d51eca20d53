/** The turn did not come in time; the work was not begun. */
export class QueueTimeout extends Error {}

/**
 * Lets so many pieces of work run at a time, one unless said otherwise, in the order of asking. It stands before the
 * pool: those who wait hold no connection.
 */
export function createConcurrencyLimit(places = 1) {
  const waiting: (() => void)[] = [];
  let free = places;

  async function enter(waitMs: number, dropped?: AbortSignal): Promise<void> {
    dropped?.throwIfAborted();
    if (free > 0) {
      free -= 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const stopWaiting = () => {
        clearTimeout(timer);
        dropped?.removeEventListener("abort", drop);
      };
      const begin = () => {
        stopWaiting();
        resolve();
      };
      const leaveQueue = (reason: unknown) => {
        stopWaiting();
        waiting.splice(waiting.indexOf(begin), 1);
        reject(reason);
      };
      const drop = () => leaveQueue(dropped?.reason);
      const timer = setTimeout(() => leaveQueue(new QueueTimeout()), waitMs);
      dropped?.addEventListener("abort", drop);
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
     * @param dropped takes the work out of the queue as long as it has not begun
     * @throws TurnTimeout when that takes longer than `waitMs` milliseconds; the signal's reason when it is dropped
     */
    async take<T>(waitMs: number, work: () => Promise<T>, dropped?: AbortSignal): Promise<T> {
      await enter(waitMs, dropped);
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
