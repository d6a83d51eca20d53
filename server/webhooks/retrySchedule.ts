const MINUTE = 60;
const HOUR = 3600;

/** Seconds to wait after each failed attempt. The last attempt is about a day and a half after the first. */
const DELAYS: readonly number[] = [5, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 18 * HOUR];
/** Attempts of a delivery. */
export const MOST_ATTEMPTS = DELAYS.length + 1;
/** Maximum share of the delay that is added at random: deliveries that failed together must not be retried together. */
const JITTER = 0.2;
const LONGEST = 24 * HOUR;

/**
 * Returns the seconds until the next attempt; undefined after the last one. Pure.
 *
 * @param attempts attempts so far, all of which failed
 * @param askedFor seconds that the receiver asked for with Retry-After
 * @param random from 0 to 1
 */
export function nextDelay(
  attempts: number,
  askedFor: number | undefined,
  random: number,
): number | undefined {
  const delay = DELAYS[attempts - 1];
  if (delay === undefined) return undefined;
  return Math.min(LONGEST, Math.max(askedFor ?? 0, delay * (1 + JITTER * random)));
}
