import { setTimeout as sleep } from "node:timers/promises";

/** What was seen, and when. */
export interface Seen<T> {
  readonly value: T;
  readonly at: Date;
}

export interface GlanceOptions {
  /** For how long what was seen is good enough. */
  readonly freshMs: number;
  /** How long a page waits for a look; what takes longer is there for the next page. */
  readonly patienceMs: number;
}

/**
 * Remembers what may take long to look at, so that no page has to wait for it. At most one look at the same thing is
 * under way.
 */
export function createGlances<T>({ freshMs, patienceMs }: GlanceOptions) {
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
   * What was seen lately, or is seen at once; else what was seen long ago, and undefined where nothing ever was.
   *
   * @param onFailure told of a look that failed, perhaps after the page is out
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
