import { randomUUID } from "node:crypto";
import { hostname } from "node:os";

/** The database's clock in UTC. Clocks of instances may differ, so leases never use them. */
export const NOW = "UTC_TIMESTAMP(3)";
/** End of a lease that starts now. A live owner renews it well before. */
export const LEASE_END = "UTC_TIMESTAMP(3) + INTERVAL 30 SECOND";
/** Renewal interval in ms: a third of the lease, so one or two late renewals lose nothing. */
const RENEW_MS = 10_000;

/** Creates the name of a lease owner. No other process, now or later, has the same name. */
export function newOwner(): string {
  return `${hostname().slice(0, 40)}/${process.pid}/${randomUUID()}`;
}

/**
 * Renews a lease every few seconds while `work` runs.
 *
 * @param renew errors are ignored: the next renewal makes up for a failed one, and a lost lease is detected by its owner's
 *   next write
 * @param everyMs renewal interval in ms
 */
export async function keepLease<T>(
  renew: () => Promise<unknown>,
  work: () => Promise<T>,
  everyMs = RENEW_MS,
): Promise<T> {
  const renewal = setInterval(() => void renew().catch(() => undefined), everyMs);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
  }
}
