/** Too many tasks wait for the same key. */
export class TooManyWaiting extends Error {}

/** No person clicks that fast: more at once is an attempt to guess. */
const MAX_WAITING = 50;

/** Runs one task at a time per key, in the order of arrival. */
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
