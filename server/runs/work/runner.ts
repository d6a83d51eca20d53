import { keepLease } from "../../db/lease.ts";
import { createConcurrencyLimit } from "../../lib/concurrencyLimit.ts";
import type { Lists } from "../../vicidial/lists.ts";
import type { Users } from "../../vicidial/users.ts";
import type { Run } from "../run.ts";
import { type ClaimedRun, createRunQueue } from "../store/runQueue.ts";
import type { Step } from "./chunkWorker.ts";
import { createOwnerScope } from "./ownerScope.ts";
import { blockOf } from "./runBlocked.ts";
import { createRunWork, type RunWorkOptions } from "./runWork.ts";
import { createThrottle, pause } from "./throttle.ts";

export interface RunnerOptions extends RunWorkOptions {
  readonly users: Users;
  readonly lists: Lists;
  /** @throws DearchiveError office_hours */
  readonly refuseByOfficeHours: (customer: string, now: Date) => Promise<void>;
  /** Called when the last lead of a run was handled. */
  readonly onFinished: (run: Run) => Promise<void>;
  /** Called for unexpected errors. */
  readonly onFailure: (error: unknown) => void;
}

/** Steps at a time; more would make API requests wait. */
const STEPS_AT_ONCE = 3;
/** Runs claimed at a time; most of them wait for their throttle or their turn. */
const RUNS_AT_ONCE = 50;
/** How long a run waits for its turn. */
const TURN_MS = 60_000;
/** Rest after each check, as a multiple of its duration: API requests come first. */
const CHECK_REST = 4;
const MAX_REST_MS = 500;
const INTERNAL_HOLD_SECONDS = 30;
const REST_AFTER_FAILURE_MS = 10_000;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function throttleFor(rate: number | null) {
  return { rate, ...createThrottle(rate ?? undefined) };
}

/** Works on the runs of one customer. Several instances share the work. */
export function createRunner(options: RunnerOptions) {
  const { clock, refuseByOfficeHours, onFailure } = options;
  const queue = createRunQueue(options.db, options.scope);
  const { collect, checker, worker } = createRunWork(options);
  const scopeOf = createOwnerScope(options.users, options.lists);
  const concurrencyLimit = createConcurrencyLimit(STEPS_AT_ONCE);
  const stopping = new AbortController();
  const working = new Set<Promise<void>>();
  let claiming: Promise<void> | undefined;
  let restUntil = 0;

  /** Finds or checks the next leads, when it is the run's turn. */
  async function checkOnce(claimed: ClaimedRun): Promise<void> {
    const scope = await scopeOf(claimed.run);
    const look = claimed.run.isCollected ? checker.checkNext : collect;
    const ms = await concurrencyLimit.take(TURN_MS, () => timed(() => look(claimed, scope)));
    await pause(Math.min(MAX_REST_MS, CHECK_REST * ms), stopping.signal);
  }

  /** Finds and checks the leads of a run, until a user has to decide. */
  async function prepare(first: ClaimedRun): Promise<void> {
    for (let claimed: ClaimedRun | undefined = first; claimed; claimed = await queue.renew(claimed)) {
      if (stopping.signal.aborted) return;
      const { isCollected, checkedChunks, chunkCount } = claimed.run;
      if (isCollected && checkedChunks >= chunkCount) return queue.finishCheck(claimed);
      await checkOnce(claimed);
    }
  }

  /** Moves the next leads, when it is the run's turn and the rules allow it. */
  async function moveOnce(claimed: ClaimedRun): Promise<Step | undefined> {
    const { run } = claimed;
    const scope = await scopeOf(run);
    await refuseByOfficeHours(run.customer, clock());
    await queue.clearHold(claimed);
    return concurrencyLimit.take(TURN_MS, () => worker.step(claimed, scope));
  }

  /** Moves the leads of a run in steps, while it is running and the claim holds. */
  async function moveAll(first: ClaimedRun): Promise<void> {
    let throttle = throttleFor(first.run.rate);
    for (let claimed: ClaimedRun | undefined = first; claimed; claimed = await queue.renew(claimed)) {
      if (stopping.signal.aborted) return;
      const { run } = claimed;
      const step = await moveOnce(claimed);
      if (step === undefined) return;
      if (step === "finished") {
        if (await queue.finish(claimed)) await options.onFinished(run);
        return;
      }
      if (run.rate !== throttle.rate) throttle = throttleFor(run.rate);
      await throttle.keep(step.leads, stopping.signal);
    }
    const left = await queue.read(first);
    if (left) await worker.closeStopped(left);
  }

  /** Records why a run cannot continue now. It is tried again soon. */
  async function holdRun(claimed: ClaimedRun, error: unknown): Promise<void> {
    const held = blockOf(error);
    if (!held) {
      onFailure(error);
      return queue.hold(claimed, { code: "internal", detail: "", until: null }, INTERNAL_HOLD_SECONDS);
    }
    return held.needsUser && claimed.run.state === "running"
      ? queue.pause(claimed, held.hold)
      : queue.hold(claimed, held.hold);
  }

  async function work(claimed: ClaimedRun): Promise<void> {
    const workOn = claimed.run.state === "checking" ? prepare : moveAll;
    try {
      await keepLease(
        () => queue.extend(claimed),
        () => workOn(claimed).catch((error: unknown) => holdRun(claimed, error).catch(onFailure)),
      );
    } finally {
      // A paused run must be able to resume before the lease ends.
      await queue.release(claimed).catch(() => undefined);
    }
  }

  async function claimAll(): Promise<void> {
    while (working.size < RUNS_AT_ONCE && !stopping.signal.aborted) {
      const claimed = await queue.claim();
      if (!claimed) return;
      const one = work(claimed).finally(() => working.delete(one));
      working.add(one);
    }
  }

  return {
    /** Claims waiting runs and works on them, up to the limit. */
    async claimRuns(): Promise<void> {
      if (performance.now() < restUntil) return;
      claiming ??= claimAll().finally(() => {
        claiming = undefined;
      });
      try {
        await claiming;
      } catch (error) {
        // Avoids a query and a log line every second while the database is away.
        restUntil = performance.now() + REST_AFTER_FAILURE_MS;
        throw error;
      }
    },

    /** Finishes the steps under way and releases the runs, so that another instance can continue at once. */
    async stop(): Promise<void> {
      stopping.abort();
      await claiming?.catch(() => undefined);
      await Promise.all(working);
    },
  };
}

export type Runner = ReturnType<typeof createRunner>;
