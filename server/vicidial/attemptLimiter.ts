/** Failed sign-ins per minute. Vicidial locks a user after ten, so only guessing reaches this. */
const PER_USER = 40;
const PER_ADDRESS = 200;
const WINDOW_MS = 60_000;
/** Number of counters, far above the users of a call center. */
const MAX_COUNTERS = 10_000;

/** Characters of a name that are kept. A header may carry 16 kB, which would fill the memory. */
const MAX_NAME = 100;

interface Counter {
  count: number;
  readonly endsAt: number;
}

/** Returns the network of an address: an IPv6 client has a whole /64. */
function networkOf(address: string): string {
  if (!address.includes(":")) return address;
  const [groups = ""] = address.split("::");
  return [...groups.split(":"), "0", "0", "0"].slice(0, 4).join(":");
}

/** An attempt, which counts as failed until it is cleared. */
export interface Attempt {
  clear(): void;
}

/**
 * Limits failed sign-ins before a password is hashed: per address and user, so that attempts on one user do not block others, and per
 * address.
 */
export function createAttemptLimiter() {
  const counters = new Map<string, Counter>();

  function counterOf(name: string, now: number): Counter {
    const known = counters.get(name);
    if (known && known.endsAt > now && known.endsAt <= now + WINDOW_MS) return known;
    counters.delete(name);
    const oldest = counters.keys().next().value;
    if (counters.size >= MAX_COUNTERS && oldest !== undefined) counters.delete(oldest);
    const fresh = { count: 0, endsAt: now + WINDOW_MS };
    counters.set(name, fresh);
    return fresh;
  }

  return {
    /** Starts an attempt; returns the seconds to wait if there were too many. */
    begin(address: string, user: string, now: Date): Attempt | number {
      const time = now.getTime();
      const network = networkOf(address);
      const ofUser = counterOf(JSON.stringify([network, user.toLowerCase().slice(0, MAX_NAME)]), time);
      const ofAddress = counterOf(network, time);
      const full = [
        ...(ofUser.count >= PER_USER ? [ofUser] : []),
        ...(ofAddress.count >= PER_ADDRESS ? [ofAddress] : []),
      ];
      if (full.length > 0) return Math.ceil((Math.max(...full.map(({ endsAt }) => endsAt)) - time) / 1000);
      for (const counter of [ofUser, ofAddress]) counter.count += 1;
      return {
        clear() {
          for (const counter of [ofUser, ofAddress]) counter.count -= 1;
        },
      };
    },
  };
}

export type AttemptLimiter = ReturnType<typeof createAttemptLimiter>;
