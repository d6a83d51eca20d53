/** Returns a percentile of the sample by nearest rank; NaN for an empty sample. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** Returns the median, which one slow round cannot move. */
export function median(values: readonly number[]): number {
  const [low, high] = [quantile(values, 0.5), quantile(values, 0.5 + 0.5 / Math.max(1, values.length))];
  return values.length % 2 === 0 ? (low + high) / 2 : low;
}

export function p99(values: readonly number[]): number {
  return quantile(values, 0.99);
}

/** Splits a list into chunks of `size`; the last may be shorter. */
export function cut<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, n) =>
    items.slice(n * size, (n + 1) * size),
  );
}

/** Seeded random numbers from 0 to 1 (mulberry32), so that every run draws the same leads. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
