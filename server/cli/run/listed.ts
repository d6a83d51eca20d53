import type { BulkOutcome, BulkParts } from "../../runs/bulkMove.ts";
import { createBulkMover } from "../../runs/bulkMove.ts";
import type { ListedLead } from "../../runs/leadIds.ts";

/** What became of a line of the list. */
export interface ListedResult {
  /** The id, or the text that is none. */
  readonly lead: string;
  readonly outcome: BulkOutcome | "invalid";
  readonly detail: string;
}

/** Cuts a stream into arrays of at most `size`. */
export async function* inBatches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length === size) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

function idsIn(batch: readonly ListedLead[]): readonly number[] {
  return batch.flatMap((lead) => ("leadId" in lead ? [lead.leadId] : []));
}

/** How many lines of a batch name a lead that another line of it names already. */
export function repeatedIn(batch: readonly ListedLead[]): number {
  const ids = idsIn(batch);
  return ids.length - new Set(ids).size;
}

/** Moves batches of lines, and tells of those that are no lead. */
export function createListMover(parts: BulkParts) {
  const move = createBulkMover(parts);
  return async function moveListed(listed: readonly ListedLead[]): Promise<readonly ListedResult[]> {
    const ids = new Set(idsIn(listed));
    const invalid = listed.flatMap((lead): readonly ListedResult[] =>
      "invalid" in lead ? [{ lead: lead.invalid, outcome: "invalid", detail: `line ${lead.line}` }] : [],
    );
    const results = ids.size > 0 ? await move([...ids]) : [];
    return [...invalid, ...results.map(({ leadId, ...rest }) => ({ lead: String(leadId), ...rest }))];
  };
}
