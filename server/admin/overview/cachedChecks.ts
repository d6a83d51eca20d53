import { setTimeout as sleep } from "node:timers/promises";

/** A result, and when it was found. */
export interface Seen<T> {
  readonly value: T;
  readonly at: Date;
}

export interface CachedCheckOptions {
  /** Age in milliseconds up to which a result is reused. */
  readonly freshMs: number;
  /** How long a page waits for a check; a later result serves the next page. */
  readonly patienceMs: number;
}

/** Caches slow checks, so that no page waits for them. At most one check per subject runs at a time. */
export function createCachedChecks<T>({ freshMs, patienceMs }: CachedCheckOptions) {
  const seen = new Map<string, Seen<T>>();
  const underWay = new Map<string, Promise<Seen<T> | undefined>>();

  async function lookAt(
    name: string,
    now: Date,
    look: () => Promise<T>,
    onFailure: (error: unknown) => void,
  ): Promise<Seen<T> | undefined> {
    try {
      const fresh = { value: await look(), at: now };
      seen.set(name, fresh);
      return fresh;
    } catch (error) {
      onFailure(error);
      return undefined;
    }
  }

  /**
   * Returns a fresh result, else an older one, else undefined.
   *
   * @param onFailure receives errors of the check, possibly after the page was sent
   */
  return async function glance(
    name: string,
    now: Date,
    look: () => Promise<T>,
    onFailure: (error: unknown) => void,
  ): Promise<Seen<T> | undefined> {
    const known = seen.get(name);
    if (known && Math.abs(now.getTime() - known.at.getTime()) < freshMs) return known;
    const looking =
      underWay.get(name) ?? lookAt(name, now, look, onFailure).finally(() => underWay.delete(name));
    underWay.set(name, looking);
    return (await Promise.race([looking, sleep(patienceMs, undefined, { ref: false })])) ?? known;
  };
}
