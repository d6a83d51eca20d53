/** The database's own clock: instances may disagree about the time, and sessions of ours are in UTC. */
export const NOW = "UTC_TIMESTAMP(3)";
/** Until then what is leased is its owner's; a live owner renews it well before. */
export const LEASE_END = "UTC_TIMESTAMP(3) + INTERVAL 30 SECOND";
/** A third of the lease: one late renewal, or two, lose nothing. */
export const RENEW_MS = 10_000;
