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
  /** Whose runs are worked on. */
  readonly customer: string;
  readonly users: Users;
  readonly lists: Lists;
  /** @throws DearchiveError office_hours */
  readonly refuseByOfficeHours: (customer: string, now: Date) => Promise<void>;
  /** Told of a run whose last lead was worked on. */
  readonly onFinished: (run: Run) => Promise<void>;
  /** Told of what should not happen. */
  readonly onFailure: (error: unknown) => void;
}

/** Runs that move or look at leads at a time: with more, calls of the API would wait. */
const STEPS_AT_ONCE = 3;
/** Runs that are held at a time, most of which wait for their pace or their turn. */
const RUNS_AT_ONCE = 50;
/** So long a run waits for its turn before it says so. */
const TURN_MS = 60_000;
/** Looking at leads takes so much longer than it must, times the work: calls go first. */
const CHECK_REST = 4;
const MAX_REST_MS = 500;
const INTERNAL_HOLD_SECONDS = 30;
const REST_AFTER_FAILURE_MS = 10_000;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function paceAt(rate: number | null) {
  return { rate, ...createThrottle(rate ?? undefined) };
}

/** Works on the runs of one customer, beside whatever other instances do. */
export function createRunner(options: RunnerOptions) {
  const { clock, refuseByOfficeHours, onFailure } = options;
  const queue = createRunQueue(options.db, options.customer);
  const { collect, checker, worker } = createRunWork(options);
  const scopeOf = createOwnerScope(options.users, options.lists);
  const concurrencyLimit = createConcurrencyLimit(STEPS_AT_ONCE);
  const ending = new AbortController();
  const working = new Set<Promise<void>>();
  let takingUp: Promise<void> | undefined;
  let restUntil = 0;

  /** Finds some leads of a run, or looks at some, when it is its turn. */
  async function lookOnce(claimed: ClaimedRun): Promise<void> {
    const scope = await scopeOf(claimed.run);
    const look = claimed.run.isCollected ? checker.checkNext : collect;
    const ms = await concurrencyLimit.take(TURN_MS, () => timed(() => look(claimed, scope)));
    await pause(Math.min(MAX_REST_MS, CHECK_REST * ms), ending.signal);
  }

  /** Finds the leads of a run and looks at them, a piece at a time, until a person must decide. */
  async function prepare(first: ClaimedRun): Promise<void> {
    for (let claimed: ClaimedRun | undefined = first; claimed; claimed = await queue.renew(claimed)) {
      if (ending.signal.aborted) return;
      const { isCollected, checkedParts, partCount } = claimed.run;
      if (isCollected && checkedParts >= partCount) return queue.finishCheck(claimed);
      await lookOnce(claimed);
    }
  }

  /** Moves some leads of a run, when it is its turn and nothing forbids it. */
  async function moveOnce(claimed: ClaimedRun): Promise<Step | undefined> {
    const { run } = claimed;
    const scope = await scopeOf(run);
    await refuseByOfficeHours(run.customer, clock());
    await queue.goOn(claimed);
    return concurrencyLimit.take(TURN_MS, () => worker.step(claimed, scope));
  }

  /** Moves the leads of a run, some at a time, for as long as it is running and ours. */
  async function carryOut(first: ClaimedRun): Promise<void> {
    let throttle = paceAt(first.run.rate);
    for (let claimed: ClaimedRun | undefined = first; claimed; claimed = await queue.renew(claimed)) {
      if (ending.signal.aborted) return;
      const { run } = claimed;
      const step = await moveOnce(claimed);
      if (step === undefined) return;
      if (step === "finished") {
        if (await queue.finish(claimed)) await options.onFinished(run);
        return;
      }
      if (run.rate !== throttle.rate) throttle = paceAt(run.rate);
      await throttle.keep(step.leads, ending.signal);
    }
    const left = await queue.read(first);
    if (left) await worker.leave(left);
  }

  /** Notes why a run cannot go on now; it is looked at again in a moment. */
  async function standStill(claimed: ClaimedRun, error: unknown): Promise<void> {
    const held = blockOf(error);
    if (!held) {
      onFailure(error);
      return queue.hold(claimed, { code: "internal", detail: "", until: null }, INTERNAL_HOLD_SECONDS);
    }
    return held.wantsPerson && claimed.run.state === "running"
      ? queue.pause(claimed, held.hold)
      : queue.hold(claimed, held.hold);
  }

  async function work(claimed: ClaimedRun): Promise<void> {
    const workOn = claimed.run.state === "checking" ? prepare : carryOut;
    try {
      await keepLease(
        () => queue.extend(claimed),
        () => workOn(claimed).catch((error: unknown) => standStill(claimed, error).catch(onFailure)),
      );
    } finally {
      // Somebody paused it: when it is to go on, that must not wait for the lease's end.
      await queue.release(claimed).catch(() => undefined);
    }
  }

  async function takeAll(): Promise<void> {
    while (working.size < RUNS_AT_ONCE && !ending.signal.aborted) {
      const claimed = await queue.claim();
      if (!claimed) return;
      const one = work(claimed).finally(() => working.delete(one));
      working.add(one);
    }
  }

  return {
    /** Begins to work on runs that nobody works on, as many as there is room for. */
    async takeUp(): Promise<void> {
      if (performance.now() < restUntil) return;
      takingUp ??= takeAll().finally(() => {
        takingUp = undefined;
      });
      try {
        await takingUp;
      } catch (error) {
        // A database that is away is not asked, and complained of, every second.
        restUntil = performance.now() + REST_AFTER_FAILURE_MS;
        throw error;
      }
    },

    /** Resolves when what is under way has ended and was given back: another instance goes on with it at once. */
    async stop(): Promise<void> {
      ending.abort();
      await takingUp?.catch(() => undefined);
      await Promise.all(working);
    },
  };
}

export type Runner = ReturnType<typeof createRunner>;
