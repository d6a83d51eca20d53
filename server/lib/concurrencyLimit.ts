/** The work did not start in time. */
export class QueueTimeout extends Error {}

/**
 * Limits how many tasks run at the same time (one by default), in the order of arrival. Use it in front of the connection pool, so
 * that waiting tasks hold no connection.
 */
export function createConcurrencyLimit(limit = 1) {
  const waiting: (() => void)[] = [];
  let free = limit;

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
      const start = () => {
        stopWaiting();
        resolve();
      };
      const leaveQueue = (reason: unknown) => {
        stopWaiting();
        waiting.splice(waiting.indexOf(start), 1);
        reject(reason);
      };
      const drop = () => leaveQueue(dropped?.reason);
      const timer = setTimeout(() => leaveQueue(new QueueTimeout()), waitMs);
      dropped?.addEventListener("abort", drop);
      waiting.push(start);
    });
  }

  /** Passes the slot directly to the longest waiting task, so that none overtakes it. */
  function leave(): void {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  }

  return {
    /**
     * Runs `work` when a slot is free.
     *
     * @param waitMs maximum wait in ms
     * @param dropped removes the task from the queue if aborted before it starts
     * @throws QueueTimeout after `waitMs`; the signal's reason if it was dropped
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
