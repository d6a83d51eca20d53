import type { LeadMatcher } from "../../leads/lookup/leadMatches.ts";
import type { ListScope } from "../../vicidial/lists.ts";
import type { LineFault } from "./cells.ts";
import type { MatchColumn } from "./columnNames.ts";
import type { ListEntry } from "./openLeadList.ts";

/** A line of a list with the leads that it names, or the reason why it names none. */
export type MatchedEntry =
  | { readonly line: number; readonly leadIds: readonly number[] }
  | { readonly line: number; readonly text: string; readonly fault: LineFault };

/** Number of entries per lookup. */
const ENTRIES_AT_ONCE = 500;

type Named = Extract<ListEntry, { readonly value: string }>;

/** Looks up leads by a column other than lead_id. */
export interface MatchSource {
  readonly matcher: Pick<LeadMatcher, "match">;
  readonly scope: ListScope;
}

async function matchSome(
  entries: readonly ListEntry[],
  column: Exclude<MatchColumn, "lead_id">,
  { matcher, scope }: MatchSource,
): Promise<readonly MatchedEntry[]> {
  const values = entries.flatMap((entry) => ("value" in entry ? [entry.value] : []));
  const found = await matcher.match(column, [...new Set(values)], scope);
  const matched = ({ line, value }: Named): MatchedEntry => {
    const leadIds = found.get(value) ?? [];
    if (leadIds === "too_many") return { line, text: value, fault: "too_many_leads" };
    return leadIds.length > 0 ? { line, leadIds } : { line, text: value, fault: "no_match" };
  };
  return entries.map((entry) => ("value" in entry ? matched(entry) : entry));
}

/**
 * Finds the leads that a list's entries name. Ids are used directly; vendor codes and phone numbers are looked up in
 * batches, in the table that the leads come from.
 */
export async function* matchEntries(
  entries: AsyncIterable<ListEntry>,
  column: MatchColumn,
  source: MatchSource,
): AsyncGenerator<MatchedEntry> {
  if (column === "lead_id") {
    for await (const entry of entries)
      yield "value" in entry ? { line: entry.line, leadIds: [Number(entry.value)] } : entry;
    return;
  }
  let waiting: ListEntry[] = [];
  for await (const entry of entries) {
    waiting.push(entry);
    if (waiting.length < ENTRIES_AT_ONCE) continue;
    yield* await matchSome(waiting, column, source);
    waiting = [];
  }
  yield* await matchSome(waiting, column, source);
}
