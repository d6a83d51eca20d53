import { faultText, type ListLayout, type MatchedEntry } from "../../runs/list/index.ts";
import type { BulkOutcome } from "../../runs/runOutcome.ts";
import type { BulkDependencies } from "../../runs/work/bulkMover.ts";
import { createBulkMover } from "../../runs/work/bulkMover.ts";
import { type LaneResults, moveInLanes } from "../../runs/work/lanes.ts";

/** Outcome of a lead or a refused line. */
export interface ListedResult {
  /** The lead id, or the text of a line without one. */
  readonly lead: string;
  readonly outcome: BulkOutcome | "invalid";
  readonly detail: string;
}

/** Leads that are moved together, and the refused lines among them. */
export interface ListedBatch {
  /** Without repetitions. */
  readonly leadIds: readonly number[];
  readonly refused: readonly ListedResult[];
  readonly lines: number;
  /** Number of the last line that belongs to the batch, from 1. */
  readonly lastLine: number;
  /** Lines that name only leads of earlier lines in the batch. */
  readonly repeated: number;
}

function refusal(entry: Extract<MatchedEntry, { readonly fault: string }>, layout: ListLayout): ListedResult {
  return {
    lead: entry.text,
    outcome: entry.fault === "no_match" ? "not_found" : "invalid",
    detail: `line ${entry.line}: ${faultText(entry.fault, layout)}`,
  };
}

/** Splits a list into batches of at most `size` leads and `size` refused lines. */
export async function* listedBatches(
  entries: AsyncIterable<MatchedEntry>,
  layout: ListLayout,
  size: number,
): AsyncGenerator<ListedBatch> {
  let leadIds = new Set<number>();
  let refused: ListedResult[] = [];
  let [lines, repeated, lastLine] = [0, 0, 0];

  function take(): ListedBatch {
    const batch = { leadIds: [...leadIds], refused, lines, repeated, lastLine };
    leadIds = new Set();
    refused = [];
    [lines, repeated] = [0, 0];
    return batch;
  }

  for await (const entry of entries) {
    lines += 1;
    lastLine = entry.line;
    if ("fault" in entry) refused.push(refusal(entry, layout));
    else {
      if (entry.leadIds.every((leadId) => leadIds.has(leadId))) repeated += 1;
      // One phone number can match more leads than fit into a batch.
      for (const leadId of entry.leadIds) {
        leadIds.add(leadId);
        if (leadIds.size === size) yield take();
      }
    }
    if (refused.length === size) yield take();
  }
  if (lines > 0 || leadIds.size > 0) yield take();
}

/**
 * Creates a mover that also returns the refused lines of each batch.
 *
 * @param retry runs the work of a batch again where that may help
 */
export function createListMover(
  dependencies: BulkDependencies,
  retry: <T>(work: () => Promise<T>) => Promise<T>,
) {
  const move = createBulkMover(dependencies);
  return async function moveListed({ leadIds, refused }: ListedBatch): Promise<LaneResults<ListedResult>> {
    const { results, failure } = await moveInLanes(leadIds, (ids) => retry(() => move(ids)));
    const moved = results.map(({ leadId, ...rest }) => ({ lead: String(leadId), ...rest }));
    return { results: [...refused, ...moved], failure };
  };
}
