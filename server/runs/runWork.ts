import type { Knex } from "knex";
import type { CustomerScope } from "../db/customerScope.ts";
import { createBatchSearch } from "../history/batchSearch.ts";
import { createLeadOutcomes } from "../history/leadOutcomes.ts";
import { createUndos } from "../history/undos.ts";
import { createArchiveSearch } from "../leads/archiveSearch.ts";
import { createCallbacks } from "../leads/callbacks.ts";
import { createForecast } from "../leads/forecast.ts";
import type { Mover } from "../leads/move.ts";
import { createTraceReader } from "../leads/traces.ts";
import { createWhereabouts } from "../leads/whereabouts.ts";
import { createChecker } from "./check.ts";
import { createCollector } from "./collect.ts";
import { createPartWorker } from "./partWorker.ts";
import { createReadiness } from "./readiness.ts";
import { createRunNotes } from "./runNotes.ts";
import { createRunParts } from "./runParts.ts";
import { createRunStore } from "./runStore.ts";

export interface RunWorkOptions {
  /** For what is read and recorded. The moves themselves are the mover's. */
  readonly db: Knex;
  /** Whose history is read. */
  readonly scope: CustomerScope;
  readonly vicidialDatabase: string;
  /** Child tables that may change with the leads. */
  readonly childTables?: readonly string[];
  readonly mover: Pick<Mover, "move" | "preview" | "locate">;
  readonly clock: () => Date;
}

/** Puts together what finds the leads of runs, looks at them, and moves them. */
export function createRunWork({ db, scope, vicidialDatabase, childTables, mover, clock }: RunWorkOptions) {
  const notes = createRunNotes(db);
  const parts = createRunParts(db, scope);
  const batches = createBatchSearch(db, scope);
  const leadOutcomes = createLeadOutcomes(db, scope);
  const search = createArchiveSearch(db, vicidialDatabase);
  const checker = createChecker({
    notes,
    parts,
    batches,
    clock,
    leads: leadOutcomes,
    readiness: createReadiness(db, vicidialDatabase),
    whereabouts: createWhereabouts(db, vicidialDatabase),
    undos: createUndos(db, scope),
    readTraces: createTraceReader(db, vicidialDatabase),
  });
  const callbacks = createCallbacks(db, vicidialDatabase, childTables);
  const forecast = createForecast(db, vicidialDatabase);
  return {
    collect: createCollector({
      notes,
      runs: createRunStore(db, scope),
      parts,
      search,
      batches,
      leadOutcomes,
    }),
    checker,
    worker: createPartWorker({ notes, parts, checker, forecast, mover, callbacks }),
  };
}
