import type { Knex } from "knex";
import { scopeOfCustomer } from "../../db/customerScope.ts";
import type { Run } from "../../runs/run.ts";
import { createRunChunks } from "../../runs/store/runChunks.ts";
import { createRunSearch } from "../../runs/store/runSearch.ts";
import { createRunStore, type RunStore } from "../../runs/store/runStore.ts";
import { withCustomer } from "../customerAccess.ts";
import { parseWhole } from "../parseNumber.ts";
import { UsageError } from "../usageError.ts";

export interface RunsOptions {
  readonly customer: string;
  readonly json?: boolean;
}

function storesOf(db: Knex, scope: Parameters<typeof createRunStore>[1]) {
  return {
    runs: createRunStore(db, scope),
    runSearch: createRunSearch(db, scope),
    runChunks: createRunChunks(db, scope),
  };
}

/** Opens the runs of a customer for one command. */
export function withRuns<T>(
  customer: string,
  work: (stores: ReturnType<typeof storesOf>) => Promise<T>,
): Promise<T> {
  return withCustomer(customer, (db, { name }, config) => work(storesOf(db, scopeOfCustomer(config, name))));
}

/** @throws UsageError if there is no run with that number */
export async function findRun(runs: Pick<RunStore, "find">, idText: string): Promise<Run> {
  const id = parseWhole("ID", idText, 1, Number.MAX_SAFE_INTEGER);
  const run = await runs.find(id);
  if (!run) throw new UsageError(`run ${id} does not exist. See all runs with: vicidial-dearchive runs list`);
  return run;
}
