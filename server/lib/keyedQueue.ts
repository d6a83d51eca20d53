/** Too many wait for the same thing already. */
export class TooManyWaiting extends Error {}

/** Nobody clicks that fast: whoever sends so many at once is guessing. */
const MAX_WAITING = 50;

/** Lets one piece of work run at a time for each name, in the order of asking. */
export function createKeyedQueue() {
  const queues = new Map<string, { last: Promise<unknown>; waiting: number }>();

  /** @throws TooManyWaiting */
  return async function oneByOne<T>(name: string, work: () => Promise<T>): Promise<T> {
    const queue = queues.get(name) ?? { last: Promise.resolve(), waiting: 0 };
    if (queue.waiting >= MAX_WAITING) throw new TooManyWaiting();
    queues.set(name, queue);
    queue.waiting += 1;
    const mine = queue.last.then(work);
    queue.last = mine.catch(() => undefined);
    try {
      return await mine;
    } finally {
      queue.waiting -= 1;
      if (queue.waiting === 0) queues.delete(name);
    }
  };
}
