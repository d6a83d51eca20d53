import type { Knex } from "knex";
import type { CustomerScope } from "../../db/customerScope.ts";
import { createBatchSearch } from "../../history/batchSearch.ts";
import { createChangedLeads } from "../../history/changedLeads.ts";
import { createLeadOutcomes } from "../../history/leadOutcomes.ts";
import { createUndos } from "../../history/undos.ts";
import { createChangesCheck } from "../../leads/changes/index.ts";
import { createValueReader } from "../../leads/changes/leadValues.ts";
import { createActivityReader } from "../../leads/lookup/activity.ts";
import { createLocations } from "../../leads/lookup/locations.ts";
import { createPreflight } from "../../leads/lookup/preflight.ts";
import { createTableSearch } from "../../leads/lookup/tableSearch.ts";
import { createCallbacks } from "../../leads/move/callbacks.ts";
import type { Mover } from "../../leads/move/index.ts";
import { type ColumnPlans, createColumnPlans } from "../../leads/tables/columnPlanCache.ts";
import { createRunChunks } from "../store/runChunks.ts";
import { createRunProgress } from "../store/runProgress.ts";
import { createRunStore } from "../store/runStore.ts";
import { createArchiveWarningChecks } from "./archiveWarningChecks.ts";
import { createChunkWorker } from "./chunkWorker.ts";
import { createLeadChecker } from "./leadChecker.ts";
import { createLeadCollector } from "./leadCollector.ts";
import { createLeadWarningChecks } from "./leadWarningChecks.ts";
import { createRunChanges } from "./runChanges.ts";

export interface RunWorkOptions {
  /** Reads and records everything except the moves. */
  readonly db: Knex;
  /** Whose history is read. */
  readonly scope: CustomerScope;
  readonly vicidialDatabase: string;
  /** Child tables that may change with the leads. */
  readonly childTables?: readonly string[];
  /** Column plans to share with the mover. */
  readonly plans?: ColumnPlans;
  readonly mover: Pick<Mover, "move" | "preview" | "locate">;
  readonly clock: () => Date;
}

/** Wires what finds, checks and moves the leads of runs. */
export function createRunWork(options: RunWorkOptions) {
  const { db, scope, vicidialDatabase, childTables, mover, clock } = options;
  const plans = options.plans ?? createColumnPlans(vicidialDatabase);
  const progress = createRunProgress(db);
  const chunks = createRunChunks(db, scope);
  const batches = createBatchSearch(db, scope);
  const leadOutcomes = createLeadOutcomes(db, scope);
  const changedLeads = createChangedLeads(db, scope);
  const searches = {
    vicidial_list: createTableSearch(db, vicidialDatabase, "vicidial_list"),
    vicidial_list_archive: createTableSearch(db, vicidialDatabase, "vicidial_list_archive"),
  };
  const readActivity = createActivityReader(db, vicidialDatabase);
  const checker = createLeadChecker({
    progress,
    chunks,
    batches,
    clock,
    leadOutcomes,
    warningChecks: createLeadWarningChecks(db, vicidialDatabase, plans),
    archiveChecks: createArchiveWarningChecks(db, vicidialDatabase, plans),
    locations: createLocations(db, vicidialDatabase, plans),
    undos: createUndos(db, scope),
    changedLeads,
    leadValues: createValueReader(db, vicidialDatabase),
    readActivity,
  });
  const callbacks = createCallbacks(db, vicidialDatabase, { childTables, plans });
  const runChanges = createRunChanges({
    changedLeads,
    check: createChangesCheck(db, vicidialDatabase),
    clock,
  });
  const preflight = createPreflight(db, vicidialDatabase, plans);
  return {
    collect: createLeadCollector({
      progress,
      runs: createRunStore(db, scope),
      chunks,
      searches,
      batches,
      leadOutcomes,
      readActivity,
    }),
    checker,
    worker: createChunkWorker({ progress, chunks, checker, preflight, mover, callbacks, runChanges }),
  };
}
