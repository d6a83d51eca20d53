/** Yields what the source yields, and lets it prepare the next item while the caller works on the current one. */
export async function* readAhead<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  const readNext = () => {
    const reading = iterator.next();
    // An error is thrown at its turn, or not at all if the caller stops before.
    reading.catch(() => undefined);
    return reading;
  };
  let next = readNext();
  try {
    for (let item = await next; !item.done; item = await next) {
      next = readNext();
      yield item.value;
    }
  } finally {
    // Not awaited, because the source may be waiting for input that never comes.
    iterator.return?.().catch(() => undefined);
  }
}
