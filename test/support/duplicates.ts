import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { createDuplicateStore } from "../../server/history/duplicateStore.ts";
import { createDuplicateSlices } from "../../server/leads/lookup/duplicateSlices.ts";
import type { TestDatabase } from "./database.ts";

/** Searches both tables for leads in both, at once, as the background work does in slices. */
export async function searchDuplicates(database: TestDatabase): Promise<void> {
  const store = createDuplicateStore(database.root, EVERY_CUSTOMER);
  // Creates the search, if no instance has.
  await store.claim();
  const slices = createDuplicateSlices(database.root, database.name);
  const leads = await slices.leadsIn(-1, Number.MAX_SAFE_INTEGER);
  await store.record({ after: -1, last: null, checked: leads.length, leads });
}
