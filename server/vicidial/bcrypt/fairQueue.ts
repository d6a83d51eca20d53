import { TooManyWaiting } from "../../lib/keyedQueue.ts";

/** A user's attempts from one address share a lane. */
export interface Lane {
  readonly address: string;
  readonly user: string;
}

export interface QueueLimits {
  /** Waiting jobs of one user from one address. */
  readonly perLane: number;
  /** Waiting jobs from one address. */
  readonly perAddress: number;
  readonly total: number;
}

/** Queues jobs in lanes and serves the lanes in turn, so that one caller delays the others by one job at most. */
export function createFairQueue<Job>({ perLane, perAddress, total }: QueueLimits) {
  const lanes = new Map<string, { readonly address: string; readonly jobs: Job[] }>();

  function waitingFrom(address: string): number {
    return [...lanes.values()].reduce(
      (sum, lane) => sum + (lane.address === address ? lane.jobs.length : 0),
      0,
    );
  }

  function size(): number {
    return [...lanes.values()].reduce((sum, { jobs }) => sum + jobs.length, 0);
  }

  return {
    /** @throws TooManyWaiting */
    push({ address, user }: Lane, job: Job): void {
      const name = JSON.stringify([address, user]);
      const lane = lanes.get(name) ?? { address, jobs: [] };
      const isFull = lane.jobs.length >= perLane || waitingFrom(address) >= perAddress || size() >= total;
      if (isFull) throw new TooManyWaiting();
      lane.jobs.push(job);
      lanes.set(name, lane);
    },

    /** Removes and returns the next job; undefined if none waits. */
    shift(): Job | undefined {
      const [next] = lanes;
      if (!next) return undefined;
      const [name, lane] = next;
      const job = lane.jobs.shift();
      // Moves the lane to the end: a Map keeps insertion order.
      lanes.delete(name);
      if (lane.jobs.length > 0) lanes.set(name, lane);
      return job;
    },

    /** Removes a waiting job. */
    remove(job: Job): void {
      for (const [name, { jobs }] of lanes) {
        const index = jobs.indexOf(job);
        if (index >= 0) jobs.splice(index, 1);
        if (jobs.length === 0) lanes.delete(name);
      }
    },
  };
}
