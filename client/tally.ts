import type { Done } from "./answer.ts";
import type { Counts, LeadResult, Summary } from "./types.ts";

const NOTHING: Counts = {
  batches: 0,
  leads: 0,
  inserted: 0,
  updated: 0,
  deleted: 0,
  missing: 0,
  repeated: 0,
  replayed: 0,
};

/** Adds up the results of batches. */
export function createTally() {
  let counts = NOTHING;
  const missingLeadIds: number[] = [];
  const results: LeadResult[] = [];

  return {
    addDone(done: Done): void {
      counts = {
        ...counts,
        leads: counts.leads + done.selected,
        inserted: counts.inserted + done.inserted,
        updated: counts.updated + done.updated,
        deleted: counts.deleted + done.deleted,
        replayed: counts.replayed + (done.replayed ? 1 : 0),
      };
      results.push(...done.results);
    },

    addMissing(ids: readonly number[]): void {
      counts = { ...counts, missing: counts.missing + ids.length };
      missingLeadIds.push(...ids);
    },

    addRepeated(): void {
      counts = { ...counts, repeated: counts.repeated + 1 };
    },

    addBatch(): void {
      counts = { ...counts, batches: counts.batches + 1 };
    },

    counts: (): Counts => counts,
    summary: (): Summary => ({ ...counts, missingLeadIds: [...missingLeadIds], results: [...results] }),
  };
}
