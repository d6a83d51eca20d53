/** A cache of bounded size. */
export interface Lru<K, V> {
  readonly size: number;
  get(key: K): V | undefined;
  set(key: K, value: V): void;
}

/**
 * Creates a cache that evicts the least recently used entry. Use it for keys that clients choose: an unbounded cache would let them
 * fill the memory.
 *
 * @param maxSize number of entries
 */
export function createLru<K, V>(maxSize: number): Lru<K, V> {
  // A Map keeps insertion order: the first entry is the least recently used.
  const entries = new Map<K, V>();

  return {
    get size() {
      return entries.size;
    },

    get(key) {
      const value = entries.get(key);
      if (value === undefined) return undefined;
      entries.delete(key);
      entries.set(key, value);
      return value;
    },

    set(key, value) {
      entries.delete(key);
      entries.set(key, value);
      const [oldest] = entries.keys();
      if (entries.size > maxSize && oldest !== undefined) entries.delete(oldest);
    },
  };
}
