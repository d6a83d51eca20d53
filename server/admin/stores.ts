import type { Knex } from "knex";
import { createBatchSearch } from "../history/batchSearch.ts";
import { createBatchStatistics } from "../history/batchStatistics.ts";
import { createDailyCounts } from "../history/dailyCounts.ts";
import { createKeyUsage } from "../history/keyUsage.ts";
import { createLeadOutcomes } from "../history/leadOutcomes.ts";
import { createResolutions } from "../history/resolutions.ts";
import { createUndos } from "../history/undos.ts";
import { type CallTimesOf, createHoursStore } from "../hours/hoursStore.ts";
import { createKeyStore } from "../keys/keyStore.ts";
import { createArchiveSearch } from "../leads/archiveSearch.ts";
import { createTraceReader } from "../leads/traces.ts";
import { createTwins } from "../leads/twins.ts";
import { createWhereabouts } from "../leads/whereabouts.ts";
import { createRunParts } from "../runs/runParts.ts";
import { createRunStore } from "../runs/runStore.ts";

/** What the pages read and write in the default customer's database, for every customer. */
export function homeStores(db: Knex, callTimesOf: CallTimesOf) {
  return {
    keys: createKeyStore(db),
    hours: createHoursStore(db, callTimesOf),
  };
}

/** What they read and write in a customer's own database. */
export function customerStores(db: Knex, vicidialDatabase: string) {
  return {
    statistics: createBatchStatistics(db),
    usage: createKeyUsage(db),
    daily: createDailyCounts(db),
    batches: createBatchSearch(db),
    leadOutcomes: createLeadOutcomes(db),
    whereabouts: createWhereabouts(db, vicidialDatabase),
    undos: createUndos(db),
    resolutions: createResolutions(db),
    twins: createTwins(db, vicidialDatabase),
    readTraces: createTraceReader(db, vicidialDatabase),
    archiveSearch: createArchiveSearch(db, vicidialDatabase),
    runs: createRunStore(db),
    runParts: createRunParts(db),
  };
}

export type HomeStores = ReturnType<typeof homeStores>;
export type CustomerStores = ReturnType<typeof customerStores>;
