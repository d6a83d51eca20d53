import type { Batch } from "../../history/batch.ts";
import { countRuns } from "../../runs/store/countedRuns.ts";
import { showRunLine } from "../runs/runLine.ts";
import { showBatchLines } from "./batchLines.ts";
import type { BatchContext } from "./batchView.ts";
import type { HistorySources } from "./historySources.ts";

type EntrySources = Pick<HistorySources, "undos" | "search" | "runSearch" | "runChunks">;

/** Batches that are shown below their run. */
const MOST_PARTS = 20;

/** Reads which run the page shows the batches of. */
export function readOpenRun(query: URLSearchParams): number | undefined {
  const text = query.get("open") ?? "";
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** The newest batches of a run, to show below it. */
async function partsOf({ search, undos }: EntrySources, runId: number, context: BatchContext) {
  const { batches, older } = await search.page({ runId }, undefined, MOST_PARTS);
  const { lines } = await showBatchLines(undos, batches, context);
  return { lines, hasMore: older !== null };
}

/**
 * Builds the rows of a list: one for each batch of an API request, and one for each run. A fixed number of queries.
 *
 * @param batches listed batches, of which each run has one
 * @param open the run to show the batches of
 */
export async function showEntries(
  sources: EntrySources,
  batches: readonly Batch[],
  context: BatchContext,
  open: number | undefined,
) {
  const ids = batches.flatMap(({ runId }) => (runId === null ? [] : [runId]));
  const found = await sources.runSearch.withIds(ids);
  const counted = await countRuns(sources, [...found.values()]);
  const runs = new Map(counted.map((each) => [each.run.id, showRunLine(each, context)]));
  const { lines, headings } = await showBatchLines(sources.undos, batches, context);
  const parts = open !== undefined && runs.has(open) ? await partsOf(sources, open, context) : null;
  return {
    headings,
    isEmpty: lines.length === 0,
    rows: lines.map((batch) => ({
      batch,
      run: (batch.runId !== null && runs.get(batch.runId)) || null,
      parts: batch.runId === open ? parts : null,
    })),
  };
}

/** Builds the rows of a list that is not grouped by run. */
export async function showUngrouped(
  sources: Pick<EntrySources, "undos">,
  batches: readonly Batch[],
  context: BatchContext,
) {
  const { lines, headings } = await showBatchLines(sources.undos, batches, context);
  return {
    headings,
    isEmpty: lines.length === 0,
    rows: lines.map((batch) => ({ batch, run: null, parts: null })),
  };
}
