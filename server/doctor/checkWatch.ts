import { setTimeout as sleep } from "node:timers/promises";
import { withTimeout } from "../lib/deadline.ts";
import type { Finding } from "./finding.ts";

/** Checks that run together, and how often. */
export interface CheckGroup {
  /** Names the group for a reader, such as `Database and tables`. */
  readonly name: string;
  readonly everyMs: number;
  readonly run: (now: Date) => Promise<readonly Finding[]>;
}

/** The latest result of a group. */
export interface CheckedGroup {
  readonly name: string;
  /** Undefined before the first result. */
  readonly findings: readonly Finding[] | undefined;
  /** When the checks of the result started; null before the first result. */
  readonly at: Date | null;
  /** Whether the result is so old that it says nothing about now, because the checks fail or hang. */
  readonly isStale: boolean;
}

export interface CheckWatchOptions {
  readonly clock: () => Date;
  /** Receives errors of the checks, which are repeated anyway. */
  readonly onFailure: (error: unknown) => void;
  /** How often to look for checks that are due (ms). */
  readonly tickMs?: number;
}

const TICK_MS = 5_000;
/** A silent database may never answer. */
const LIMIT_MS = 30_000;
/** Missed repetitions after which a result is stale. */
const MAX_MISSED = 3;

/** Repeats checks in the background and keeps the latest result of each group, so that no page waits for them. */
export function createCheckWatch(groups: readonly CheckGroup[], options: CheckWatchOptions) {
  const { clock, onFailure, tickMs = TICK_MS } = options;
  const known = new Map<string, { readonly findings: readonly Finding[]; readonly at: Date }>();
  const running = new Map<string, Promise<void>>();
  let isStopped = false;

  async function run({ name, run: check }: CheckGroup, at: Date): Promise<void> {
    try {
      known.set(name, { findings: await withTimeout(LIMIT_MS, check(at)), at });
    } catch (error) {
      if (!isStopped) onFailure(error);
    } finally {
      running.delete(name);
    }
  }

  function ageOf({ name }: CheckGroup, now: Date): number {
    const at = known.get(name)?.at;
    return at ? Math.abs(now.getTime() - at.getTime()) : Number.POSITIVE_INFINITY;
  }

  function startDue(now: Date): void {
    for (const group of groups) {
      if (isStopped || running.has(group.name) || ageOf(group, now) < group.everyMs) continue;
      running.set(group.name, run(group, now));
    }
  }

  const timer = setInterval(() => startDue(clock()), tickMs);
  // Let the host process exit.
  timer.unref();

  return {
    /**
     * Returns the latest results, and starts the checks that are due.
     *
     * @param maxWaitMs time to wait for them; a later result serves the next page
     */
    async latest(maxWaitMs: number): Promise<readonly CheckedGroup[]> {
      const now = clock();
      startDue(now);
      await Promise.race([Promise.all(running.values()), sleep(maxWaitMs, undefined, { ref: false })]);
      return groups.map((group) => {
        const result = known.get(group.name);
        const isStale = result !== undefined && ageOf(group, now) >= MAX_MISSED * group.everyMs;
        return { name: group.name, findings: result?.findings, at: result?.at ?? null, isStale };
      });
    },

    /** Stops repeating. Ignores the result of checks in progress, which change nothing. */
    stop(): void {
      isStopped = true;
      clearInterval(timer);
    },
  };
}

export type CheckWatch = ReturnType<typeof createCheckWatch>;
