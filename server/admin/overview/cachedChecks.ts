import { setTimeout as sleep } from "node:timers/promises";

/** A result with the time of the check. */
export interface CachedResult<T> {
  readonly value: T;
  readonly at: Date;
}

export interface CachedCheckOptions {
  /** Age in milliseconds up to which a result is reused. */
  readonly freshMs: number;
  /** Time (ms) that a page waits for a check. A later result serves the next page. */
  readonly maxWaitMs: number;
}

/** Caches slow checks, so that no page waits for them. At most one check per subject runs at a time. */
export function createCachedChecks<T>({ freshMs, maxWaitMs }: CachedCheckOptions) {
  const cached = new Map<string, CachedResult<T>>();
  const inFlight = new Map<string, Promise<CachedResult<T> | undefined>>();

  async function runCheck(
    name: string,
    now: Date,
    check: () => Promise<T>,
    onFailure: (error: unknown) => void,
  ): Promise<CachedResult<T> | undefined> {
    try {
      const fresh = { value: await check(), at: now };
      cached.set(name, fresh);
      return fresh;
    } catch (error) {
      onFailure(error);
      return undefined;
    }
  }

  /**
   * Returns a fresh result, otherwise an older one, otherwise undefined.
   *
   * @param onFailure receives errors of the check, possibly after the page was sent
   */
  return async function cachedCheck(
    name: string,
    now: Date,
    check: () => Promise<T>,
    onFailure: (error: unknown) => void,
  ): Promise<CachedResult<T> | undefined> {
    const known = cached.get(name);
    if (known && Math.abs(now.getTime() - known.at.getTime()) < freshMs) return known;
    const running =
      inFlight.get(name) ?? runCheck(name, now, check, onFailure).finally(() => inFlight.delete(name));
    inFlight.set(name, running);
    return (await Promise.race([running, sleep(maxWaitMs, undefined, { ref: false })])) ?? known;
  };
}
