import { setTimeout as sleep } from "node:timers/promises";
import type { Knex } from "knex";
import { isServerBusy } from "./databaseErrors.ts";

/** The part of knex's client that opens connections, and of its pool (tarn) that closes idle ones. */
interface Connector {
  acquireRawConnection(): Promise<unknown>;
  /** Undefined when the pool was destroyed. */
  readonly pool?: { idleTimeoutMillis: number; check(): void };
}

/** Pause (ms) between two tries to open a connection. */
const PAUSE_MS = 100;

const connectors = new Set<Connector>();

/** Closes the idle connections of all our pools: an account's limit is shared by them. */
function closeIdle(): void {
  for (const { pool } of connectors) {
    if (!pool) continue;
    const usual = pool.idleTimeoutMillis;
    pool.idleTimeoutMillis = 0;
    pool.check();
    pool.idleTimeoutMillis = usual;
  }
}

function register(connector: Connector): void {
  for (const each of connectors) if (!each.pool) connectors.delete(each);
  connectors.add(connector);
}

/**
 * Makes a pool wait when the server has no connection to spare (max_connections, max_user_connections). Idle connections
 * of our other pools are closed, and callers get the next connection of their pool that becomes free. Without waiting, the
 * refusal would fail the first caller.
 *
 * @param mostMs how long the server is asked again, in milliseconds
 */
export function waitForConnection(db: Knex, mostMs: number): void {
  const connector: Connector = db.client;
  const open = connector.acquireRawConnection.bind(connector);
  register(connector);
  connector.acquireRawConnection = async () => {
    const end = performance.now() + mostMs;
    for (;;) {
      try {
        return await open();
      } catch (error) {
        if (!isServerBusy(error) || performance.now() >= end) throw error;
        closeIdle();
        await sleep(PAUSE_MS);
      }
    }
  };
}
