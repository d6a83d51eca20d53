import type { Knex } from "knex";
import { createBatchStatistics } from "../history/batchStatistics.ts";
import { createHoursStore } from "../hours/hoursStore.ts";
import { createKeyStore } from "../keys/keyStore.ts";

/** What the pages read and write in the default customer's database, for every customer. */
export function homeStores(db: Knex) {
  return {
    keys: createKeyStore(db),
    hours: createHoursStore(db),
  };
}

/** What they read and write in a customer's own database. */
export function customerStores(db: Knex) {
  return {
    statistics: createBatchStatistics(db),
  };
}

export type HomeStores = ReturnType<typeof homeStores>;
export type CustomerStores = ReturnType<typeof customerStores>;
