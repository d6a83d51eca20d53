/** Splits a list into as few chunks of at most `size` items as possible, all about equally long. */
export function splitEvenly<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const chunkCount = Math.ceil(items.length / size);
  const length = Math.ceil(items.length / chunkCount);
  return Array.from({ length: chunkCount }, (_, n) => items.slice(n * length, (n + 1) * length));
}
