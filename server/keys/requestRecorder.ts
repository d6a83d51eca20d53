import type { Knex } from "knex";
import { splitEvenly } from "../db/sql.ts";
import { createBoundedQueue } from "../lib/boundedQueue.ts";
import { startRepeating } from "../lib/repeat.ts";
import type { ApiRequest } from "./apiRequest.ts";
import { createRequestStore, type RequestStore } from "./requestStore.ts";

/** Longest queue. A longer one would be minutes behind, so newer requests are dropped instead of using up the memory. */
const MAX_WAITING = 5_000;
const ROWS_AT_ONCE = 200;
/** Maximum delay of the log. */
const WRITE_EVERY_MS = 500;
const CLEAN_EVERY_MS = 600_000;
const DAY_MS = 86_400_000;

/**
 * Collects API requests and writes them in batches after the answers. Never delays a request.
 *
 * @param onMissing receives how many requests are missing in the log, because the queue was full or the write failed
 */
export function createRequestQueue(store: Pick<RequestStore, "add">, onMissing: (requests: number) => void) {
  const queue = createBoundedQueue<ApiRequest>(MAX_WAITING);
  return {
    /** Queues a request. Does no I/O and never fails. */
    note: queue.add,

    /** Writes the queued requests. @throws the database's error; the requests that were not written are dropped */
    async flush(): Promise<void> {
      const { items, dropped } = queue.take();
      let written = 0;
      try {
        if (items.length === 0) return;
        for (const requests of splitEvenly(items, ROWS_AT_ONCE)) {
          await store.add(requests);
          written += requests.length;
        }
      } finally {
        const missing = dropped + items.length - written;
        if (missing > 0) onMissing(missing);
      }
    },
  };
}

export interface RequestRecorderOptions {
  readonly db: Knex;
  /** Days for which requests are kept. */
  readonly days: number;
  readonly clock: () => Date;
  readonly onMissing: (requests: number) => void;
  readonly onFailure: (error: unknown) => void;
}

/** Starts to record API requests, and to delete old ones. */
export function startRequestRecorder({ db, days, clock, onMissing, onFailure }: RequestRecorderOptions) {
  const store = createRequestStore(db);
  const { note, flush } = createRequestQueue(store, onMissing);
  const clean = () => store.clean(new Date(clock().getTime() - days * DAY_MS));
  const background = [
    startRepeating(WRITE_EVERY_MS, flush, onFailure),
    startRepeating(CLEAN_EVERY_MS, clean, onFailure),
  ];
  return {
    note,
    /** Writes what is queued, then stops. */
    async stop(): Promise<void> {
      await Promise.all(background.map((task) => task.stop()));
      await flush().catch(onFailure);
    },
  };
}

export type RequestRecorder = ReturnType<typeof startRequestRecorder>;
