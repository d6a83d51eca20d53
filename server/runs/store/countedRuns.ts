import { countLeads, type NetCounts, netCounts } from "../leadCounts.ts";
import type { Run } from "../run.ts";
import { addCounts, type RunCounts } from "../runOutcome.ts";
import type { RunChunks } from "./runChunks.ts";
import type { RunSearch } from "./runSearch.ts";

/** The stores that runs are counted from. */
interface Stores {
  readonly runSearch: Pick<RunSearch, "undoneLeads">;
  readonly runChunks: Pick<RunChunks, "underWay">;
}

/** What happened to the leads of a run so far. */
export interface CountedRun {
  readonly run: Run;
  readonly counts: RunCounts;
  readonly net: NetCounts;
}

async function countedWith(
  { runSearch, runChunks }: Stores,
  runs: readonly Run[],
): Promise<(run: Run) => CountedRun> {
  const begun = runs.filter(
    ({ startedAt, doneChunks, chunkCount }) => startedAt !== null && doneChunks < chunkCount,
  );
  const underWay = await runChunks.underWay(begun);
  const undone = await runSearch.undoneLeads(runs.map(({ id }) => id));
  return (run) => {
    const counts = addCounts(run.counts, underWay.get(run.id) ?? {});
    const sums = { total: run.leadCount, undone: undone.get(run.id) ?? 0 };
    return { run, counts, net: netCounts(countLeads(counts, run.direction), sums) };
  };
}

/** Counts the leads of runs, with three queries for any number of runs. */
export async function countRuns(stores: Stores, runs: readonly Run[]): Promise<readonly CountedRun[]> {
  return runs.map(await countedWith(stores, runs));
}

/** Counts the leads of one run. */
export async function countRun(stores: Stores, run: Run): Promise<CountedRun> {
  return (await countedWith(stores, [run]))(run);
}
