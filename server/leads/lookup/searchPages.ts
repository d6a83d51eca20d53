import type { ListScope } from "../../vicidial/lists.ts";
import type { LeadSearch } from "./searchTerms.ts";
import type { TableSearch, UnsupportedSearch } from "./tableSearch.ts";

/** A page of the leads that match a search, in ascending order of their ids. */
export interface LeadPage {
  readonly leadIds: readonly number[];
  /** The id after which the next page begins; null if there are no more leads. */
  readonly next: number | null;
}

/** Leads that one statement examines. */
const EXAMINED_LEADS = 10_000;
/** Statements of one page. A page of a rare search in a large table may hold few leads, or none. */
const MOST_STATEMENTS = 10;

/** Returns the first leads after an id, and whether there are more. */
function cut(leadIds: readonly number[], after: number, limit: number): LeadPage {
  const left = leadIds.filter((id) => id > after);
  const page = left.slice(0, limit);
  return { leadIds: page, next: left.length > limit ? (page.at(-1) ?? null) : null };
}

/**
 * Reads a page of a search, whatever the size of the table, with a limited number of statements. A search that an index narrows down
 * is read along that index, any other one along the ids.
 *
 * @param scope the lists that the user may see
 * @param after the `next` of the page before; -1 for the first page
 * @param examined leads that one statement examines
 */
export async function readLeadPage(
  search: TableSearch,
  wanted: LeadSearch,
  scope: ListScope,
  { after, limit }: { readonly after: number; readonly limit: number },
  examined = EXAMINED_LEADS,
): Promise<LeadPage | UnsupportedSearch> {
  const found = await search.find(wanted, scope, examined);
  if (!("leadIds" in found)) return found;
  if (found.isWhole) return cut(found.leadIds, after, limit);
  const leadIds: number[] = [];
  let last: number | null = after;
  for (let n = 0; n < MOST_STATEMENTS && leadIds.length < limit && last !== null; n++) {
    const range = await search.nextRange(wanted, scope, last + 1, examined);
    leadIds.push(...range.leadIds);
    last = range.last;
  }
  if (leadIds.length > limit) return cut(leadIds, after, limit);
  return { leadIds, next: last };
}
