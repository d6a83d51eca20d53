import { setTimeout as sleep } from "node:timers/promises";
import type { Knex } from "knex";
import { isServerBusy } from "./databaseErrors.ts";

/** The parts of knex's client and pool (tarn) that open and close connections. */
interface Connector {
  acquireRawConnection(): Promise<unknown>;
  /** Undefined after the pool was destroyed. */
  readonly pool?: { idleTimeoutMillis: number; check(): void };
}

/** Pause (ms) between two attempts to connect. */
const PAUSE_MS = 100;

const connectors = new Set<Connector>();

/** Closes the idle connections of all our pools: they share the account's limit. */
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
 * Makes a pool wait while the server has no free connection (max_connections, max_user_connections), instead of failing the first
 * caller. Idle connections of our other pools are closed meanwhile, and callers get the next connection of their pool that
 * becomes free.
 *
 * @param mostMs maximum wait in ms
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
