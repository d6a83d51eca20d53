/** Limits of failed sign-ins a minute. Vicidial locks a user after ten, so that only guessing comes near them. */
const PER_USER = 40;
const PER_ADDRESS = 200;
const WINDOW_MS = 60_000;
/** Counters that are kept: far more than a call centre has people. */
const MAX_COUNTERS = 10_000;

/** A header has room for 16 kB of name: with ten thousand counters that would be a lot of memory. */
const MAX_NAME = 100;

interface Counter {
  count: number;
  readonly endsAt: number;
}

/** The network that an address stands for: an IPv6 client has a whole /64 to itself. */
function networkOf(address: string): string {
  if (!address.includes(":")) return address;
  const [groups = ""] = address.split("::");
  return [...groups.split(":"), "0", "0", "0"].slice(0, 4).join(":");
}

/** A try that counts as failed until it is taken back. */
export interface Attempt {
  rollBack(): void;
}

/**
 * Limits failed sign-ins before a password is hashed: by user and address, so that tries at one user close the door to nobody
 * else, and by address.
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
    /** Begins a try; the number of seconds to wait where there were too many. */
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
        rollBack() {
          for (const counter of [ofUser, ofAddress]) counter.count -= 1;
        },
      };
    },
  };
}

export type AttemptLimiter = ReturnType<typeof createAttemptLimiter>;
