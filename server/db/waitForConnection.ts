import type { Knex } from "knex";
import { startDeadline } from "../lib/deadline.ts";
import { retry } from "../lib/retry.ts";
import { isServerBusy } from "./databaseErrors.ts";

/** The parts of knex's client and pool (tarn) that open and close connections. */
interface Connector {
  acquireRawConnection(): Promise<unknown>;
  /** Undefined after the pool was destroyed. */
  readonly pool?: { idleTimeoutMillis: number; check(): void };
}

const CONNECT_RETRY = { firstPauseMs: 100, maxPauseMs: 100, isRetryable: isServerBusy } as const;

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
  for (const known of connectors) if (!known.pool) connectors.delete(known);
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
  async function openOrFreeOthers(): Promise<unknown> {
    try {
      return await open();
    } catch (error) {
      if (isServerBusy(error)) closeIdle();
      throw error;
    }
  }
  connector.acquireRawConnection = () =>
    retry({ ...CONNECT_RETRY, deadline: startDeadline(mostMs) }, openOrFreeOthers);
}
