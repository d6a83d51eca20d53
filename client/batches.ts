import { createIdSet } from "./idSet.ts";

export type LeadIds = Iterable<number> | AsyncIterable<number>;

/** Resolves with the promise's value, or with undefined as soon as the signal is aborted. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const onAbort = () => resolve(undefined);
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

/** Passes items on until the signal is aborted, even if the source never yields again. */
async function* untilAborted(items: AsyncIterable<number>, signal: AbortSignal): AsyncGenerator<number> {
  const iterator = items[Symbol.asyncIterator]();
  let ended = false;
  try {
    while (!ended) {
      const next = await orAborted(iterator.next(), signal);
      ended = next?.done === true;
      if (!next || next.done) return;
      yield next.value;
    }
  } finally {
    // The source may hang, so do not wait for its end.
    if (!ended) iterator.return?.().then(undefined, () => undefined);
  }
}

/**
 * Splits ids into arrays of at most `size`, each id once. Reads nothing ahead.
 *
 * @param onRepeat called for each repeated id
 */
export async function* batchesOf(
  ids: LeadIds,
  size: number,
  signal: AbortSignal,
  onRepeat: () => void,
): AsyncGenerator<readonly number[]> {
  const seen = createIdSet();
  let batch: number[] = [];
  for await (const id of Symbol.asyncIterator in ids ? untilAborted(ids, signal) : ids) {
    if (!seen.add(id)) {
      onRepeat();
      continue;
    }
    batch.push(id);
    if (batch.length === size) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
