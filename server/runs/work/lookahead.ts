import type { ClaimedRun } from "../store/runQueue.ts";

/** Maximum age (ms) of a result: a user may add a number to a DNC list meanwhile. */
const FRESH_MS = 1000;

interface Found<T> {
  readonly owner: string;
  readonly chunk: number;
  readonly lookedAt: number;
  readonly value: T;
}

/** Looks a chunk up; undefined after the last one. */
type Look<T> = (chunk: number) => Promise<T | undefined>;

/** Looks up the next chunk of a run while the current one moves. */
export function createLookahead<T>() {
  const found = new Map<number, Found<T>>();

  async function lookUp({ run, owner }: ClaimedRun, look: Look<T>): Promise<void> {
    const lookedAt = performance.now();
    for (const [id, { lookedAt: before }] of found) if (lookedAt - before > FRESH_MS) found.delete(id);
    const chunk = run.doneChunks + 1;
    const value = await look(chunk);
    if (value !== undefined) found.set(run.id, { owner, chunk, lookedAt, value });
  }

  return {
    /** Runs `work` and looks up the next chunk meanwhile. Ignores a failure: the step that needs the chunk looks it up again. */
    async during<R>(claimed: ClaimedRun, look: Look<T>, work: () => Promise<R>): Promise<R> {
      const looking = lookUp(claimed, look).catch(() => undefined);
      try {
        return await work();
      } finally {
        await looking;
      }
    },

    /** Returns the result for the current chunk under the same claim; undefined if there is none, or it is too old. */
    take({ run, owner }: ClaimedRun): T | undefined {
      const known = found.get(run.id);
      found.delete(run.id);
      const isFresh = known && performance.now() - known.lookedAt <= FRESH_MS;
      return isFresh && known.owner === owner && known.chunk === run.doneChunks ? known.value : undefined;
    },
  };
}
