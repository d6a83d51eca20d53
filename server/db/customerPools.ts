import { type ConnectOptions, connect, connectionsInUse } from "./connect.ts";

/** Connections for users, lists, health and idempotency: each query takes milliseconds. */
const QUICK_POOL_SIZE = 4;
/** Connections for pages, look-ups and logs, apart from those of API requests. */
const SIDE_POOL_SIZE = 4;
/** Connections for runs, in addition to those of their moves. */
const RUNS_POOL_SIZE = 4;

/**
 * Opens the connection pools of a customer, so that quick queries never queue behind moves that wait for locks.
 *
 * @param target with the pool size for moves
 */
export function openCustomerPools(target: ConnectOptions) {
  const sideTarget = { ...target, poolSize: SIDE_POOL_SIZE };
  const pools = {
    moving: connect({ ...target, packets: true }),
    db: connect({ ...target, poolSize: QUICK_POOL_SIZE }),
    side: connect(sideTarget),
    running: connect({ ...target, poolSize: RUNS_POOL_SIZE }),
  };
  const all = Object.values(pools);
  return {
    ...pools,
    /** For pages that read another server. */
    sideTarget,
    inUse: () => connectionsInUse(all),
    close: () => Promise.all(all.map((pool) => pool.destroy())),
  };
}
