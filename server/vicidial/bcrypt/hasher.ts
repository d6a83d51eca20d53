import { Worker } from "node:worker_threads";
import { SALT_BYTES } from "./bcrypt.ts";
import { createFairQueue, type Lane } from "./fairQueue.ts";

/** Passwords cannot be hashed at the moment, for any user. */
export class HashingFailed extends Error {}

/** `pass_key` and `pass_cost` of Vicidial's settings. */
export interface HashSettings {
  readonly key: string;
  readonly cost: number;
}

/** Longest time for one sign-in including the queue, in milliseconds. */
const PATIENCE_MS = 5_000;
/** One hash of this cost takes about 10 s; Vicidial would not be usable with a higher one. */
const MAX_COST = 16;
const LIMITS = { perLane: 4, perAddress: 40, total: 400 } as const;

interface Job {
  readonly message: { readonly password: string; readonly cost: number; readonly salt: string };
  readonly resolve: (hash: string) => void;
  readonly reject: (error: Error) => void;
}

function refuseOddSettings({ key, cost }: HashSettings): void {
  if (Buffer.byteLength(key) !== SALT_BYTES)
    throw new HashingFailed(
      `system_settings.pass_key must have ${SALT_BYTES} characters. If it is empty, open Vicidial's admin page once, which creates it, and set all passwords again. Otherwise restore the key with which the passwords were hashed`,
    );
  if (!(cost >= 0 && cost <= MAX_COST))
    throw new HashingFailed(
      `system_settings.pass_cost must be ${MAX_COST} or less, because a higher cost takes longer than ${PATIENCE_MS / 1000} s. Lower it and set all passwords again`,
    );
}

/**
 * Hashes passwords as Vicidial's `agc/bp.pl` does, in one long-lived thread, so that the event loop never waits and passwords
 * never appear in the process list. The thread starts with the first hash, and again after a hash that took too long.
 */
export function createHasher() {
  const queue = createFairQueue<Job>(LIMITS);
  let worker: Worker | undefined;
  let running: Job | undefined;
  let isClosed = false;

  function startWorker(): Worker {
    const started = new Worker(new URL("./worker.js", import.meta.url));
    started.unref();
    started.on("message", (hash: string) => {
      running?.resolve(hash);
      next();
    });
    const onEnd = () => {
      if (worker !== started) return;
      worker = undefined;
      running?.reject(new HashingFailed("the thread that hashes passwords ended"));
      next();
    };
    started.on("error", onEnd);
    started.on("exit", onEnd);
    return started;
  }

  function next(): void {
    running = isClosed ? undefined : queue.shift();
    if (!running) return;
    worker ??= startWorker();
    worker.postMessage(running.message);
  }

  /** Gives up a job that took too long; if it is running, its thread is terminated. */
  function giveUp(job: Job): void {
    job.reject(
      new HashingFailed(
        `hashing a password took longer than ${PATIENCE_MS / 1000} s. Lower system_settings.pass_cost and set all passwords again, or use a faster machine`,
      ),
    );
    queue.remove(job);
    if (running !== job) return;
    void worker?.terminate();
    worker = undefined;
    next();
  }

  return {
    /**
     * @param lane the attempt's user and address; a caller's attempts delay others by one hash at most
     * @throws HashingFailed if Vicidial's settings are invalid or the hash takes too long
     * @throws TooManyWaiting if the lane or the queue is full
     */
    async hash(password: string, settings: HashSettings, lane: Lane): Promise<string> {
      refuseOddSettings(settings);
      const { key: salt, cost } = settings;
      let timer: NodeJS.Timeout | undefined;
      try {
        return await new Promise<string>((resolve, reject) => {
          const job: Job = { message: { password, cost, salt }, resolve, reject };
          queue.push(lane, job);
          timer = setTimeout(giveUp, PATIENCE_MS, job);
          if (!running) next();
        });
      } finally {
        clearTimeout(timer);
      }
    },

    async close(): Promise<void> {
      isClosed = true;
      await worker?.terminate();
    },
  };
}

export type Hasher = ReturnType<typeof createHasher>;
