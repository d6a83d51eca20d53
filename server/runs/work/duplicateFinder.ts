import { setTimeout as sleep } from "node:timers/promises";
import type { Knex } from "knex";
import type { CustomerScope } from "../../db/customerScope.ts";
import { createDuplicateStore } from "../../history/duplicateStore.ts";
import { createDuplicateSlices, SLICE_SIZE } from "../../leads/lookup/duplicateSlices.ts";
import type { ColumnPlans } from "../../leads/tables/columnPlanCache.ts";

/** How often the search continues (ms). */
const EVERY_MS = 2000;
/** Time (ms) that the search works at once. */
const WORK_MS = 300;
/** Lets the dialer write between slices. */
const PAUSE_MS = 5;

export interface DuplicateFinderOptions {
  readonly db: Knex;
  readonly vicidialDatabase: string;
  readonly scope: CustomerScope;
  readonly plans: ColumnPlans;
}

/** Searches the archive for leads in both tables, slice by slice. One instance works on it at a time. */
export function createDuplicateFinder({ db, vicidialDatabase, scope, plans }: DuplicateFinderOptions) {
  const slices = createDuplicateSlices(db, vicidialDatabase, plans);
  const store = createDuplicateStore(db, scope);
  let nextAt = 0;

  /** @returns where the search continues; null at its end */
  async function searchSlice(after: number): Promise<number | null> {
    const { last, checked, duplicates } = await slices.count(after);
    const isEnd = last === null || checked < SLICE_SIZE;
    const leads = last !== null && duplicates > 0 ? await slices.leadsIn(after, last) : [];
    const isOver = await store.record({ after, last: isEnd ? null : last, checked, leads });
    return isOver ? null : last;
  }

  /** Continues the search for a moment, if it is due. */
  return async function findDuplicates(): Promise<void> {
    if (performance.now() < nextAt) return;
    nextAt = performance.now() + EVERY_MS;
    const claim = await store.claim();
    if (!claim) return;
    const start = performance.now();
    let after: number | null = claim.after;
    while (after !== null && performance.now() - start < WORK_MS) {
      after = await searchSlice(after);
      await sleep(PAUSE_MS);
    }
    if (after !== null) await store.continueNow();
  };
}
