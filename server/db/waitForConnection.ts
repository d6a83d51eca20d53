import { setTimeout as sleep } from "node:timers/promises";
import type { Knex } from "knex";
import { isServerBusy } from "./failures.ts";

/** The part of knex's client that opens connections for its pool. */
interface Connector {
  acquireRawConnection(): Promise<unknown>;
}

/** Pause (ms) between two tries to open a connection. */
const PAUSE_MS = 100;

/**
 * Makes a pool wait when the server has no connection to spare (max_connections, max_user_connections). The callers get
 * the next connection of the pool that becomes free; without waiting, the refusal would fail the first of them.
 *
 * @param mostMs how long the server is asked again, in milliseconds
 */
export function waitForConnection(pool: Knex, mostMs: number): void {
  const connector: Connector = pool.client;
  const open = connector.acquireRawConnection.bind(connector);
  connector.acquireRawConnection = async () => {
    const end = performance.now() + mostMs;
    for (;;) {
      try {
        return await open();
      } catch (error) {
        if (!isServerBusy(error) || performance.now() >= end) throw error;
        await sleep(PAUSE_MS);
      }
    }
  };
}
