/** Items that wait to be written in the background. */
export interface BoundedQueue<T> {
  /** Adds an item, or drops it if the queue is full. */
  add(item: T): void;
  /** Empties the queue. Returns its items, and how many were dropped since the last call. */
  take(): { readonly items: readonly T[]; readonly dropped: number };
}

/** Creates a queue that drops items instead of growing beyond `limit`. */
export function createBoundedQueue<T>(limit: number): BoundedQueue<T> {
  let waiting: T[] = [];
  let dropped = 0;
  return {
    add(item) {
      if (waiting.length < limit) waiting.push(item);
      else dropped += 1;
    },
    take() {
      const taken = { items: waiting, dropped };
      waiting = [];
      dropped = 0;
      return taken;
    },
  };
}
