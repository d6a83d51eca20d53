import { faultText, type ListLayout, type MatchedEntry } from "../../runs/list/index.ts";
import type { BulkOutcome } from "../../runs/runOutcome.ts";
import type { BulkDependencies } from "../../runs/work/bulkMover.ts";
import { createBulkMover } from "../../runs/work/bulkMover.ts";

/** What became of a line of the list. */
export interface ListedResult {
  /** The id, or the text that is none. */
  readonly lead: string;
  readonly outcome: BulkOutcome | "invalid";
  readonly detail: string;
}

/** Leads that are moved together, and the lines before them that name none. */
export interface ListedBatch {
  /** Each once. */
  readonly leadIds: readonly number[];
  readonly refused: readonly ListedResult[];
  readonly lines: number;
  /** Lines that name only leads which the batch had already. */
  readonly repeated: number;
}

function refusal(entry: Extract<MatchedEntry, { readonly fault: string }>, layout: ListLayout): ListedResult {
  return {
    lead: entry.text,
    outcome: entry.fault === "no_match" ? "not_found" : "invalid",
    detail: `line ${entry.line}: ${faultText(entry.fault, layout)}`,
  };
}

/** Cuts a list into batches of at most `size` leads and as many refused lines. */
export async function* listedBatches(
  entries: AsyncIterable<MatchedEntry>,
  layout: ListLayout,
  size: number,
): AsyncGenerator<ListedBatch> {
  let leadIds = new Set<number>();
  let refused: ListedResult[] = [];
  let [lines, repeated] = [0, 0];

  function take(): ListedBatch {
    const batch = { leadIds: [...leadIds], refused, lines, repeated };
    leadIds = new Set();
    refused = [];
    [lines, repeated] = [0, 0];
    return batch;
  }

  for await (const entry of entries) {
    lines += 1;
    if ("fault" in entry) refused.push(refusal(entry, layout));
    else {
      if (entry.leadIds.every((leadId) => leadIds.has(leadId))) repeated += 1;
      // One phone number may name more leads than a batch takes.
      for (const leadId of entry.leadIds) {
        leadIds.add(leadId);
        if (leadIds.size === size) yield take();
      }
    }
    if (refused.length === size) yield take();
  }
  if (lines > 0 || leadIds.size > 0) yield take();
}

/** Moves batches of lines, and tells of those that are no lead. */
export function createListMover(parts: BulkDependencies) {
  const move = createBulkMover(parts);
  return async function moveListed({ leadIds, refused }: ListedBatch): Promise<readonly ListedResult[]> {
    const results = leadIds.length > 0 ? await move(leadIds) : [];
    return [...refused, ...results.map(({ leadId, ...rest }) => ({ lead: String(leadId), ...rest }))];
  };
}
