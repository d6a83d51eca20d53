import type { Batch } from "../../history/batch.ts";
import type { Undos } from "../../history/undos.ts";
import { countLeads, type NetCounts, netCounts } from "../../runs/leadCounts.ts";
import { columnHeadings, showCounts, undoneLabel, untouchedNote } from "../runs/countLabels.ts";
import { type BatchContext, showBatch } from "./batchView.ts";

/** Counts the leads of a batch. An unfinished or failed batch handled none of them. */
export function countBatch({ outcomes, counts, direction }: Batch, undone: number): NetCounts {
  return netCounts(countLeads(outcomes, direction), { total: counts.selectCount, undone });
}

function showLine(batch: Batch, undone: number, context: BatchContext) {
  const net = batch.state === "done" ? countBatch(batch, undone) : null;
  return {
    ...showBatch(batch, context),
    counts: showCounts(net, batch.direction),
    untouched: untouchedNote(net),
    undone: net && undoneLabel(net),
  };
}

/** Builds the rows of a list of batches, and the headings of its count columns. */
export async function showBatchLines(
  undos: Pick<Undos, "movedBack">,
  batches: readonly Batch[],
  context: BatchContext,
) {
  const undone = await undos.movedBack(batches.map(({ id }) => id));
  return {
    lines: batches.map((batch) => showLine(batch, undone.get(batch.id) ?? 0, context)),
    headings: columnHeadings(batches.map(({ direction }) => direction)),
  };
}
