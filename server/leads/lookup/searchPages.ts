import type { Knex } from "knex";
import { fail } from "../../errors.ts";
import type { ListScope } from "../../vicidial/lists.ts";
import type { LeadTable } from "../tables/direction.ts";
import { createSearchStatements, type Indexes, type Start } from "./searchStatements.ts";
import { type LeadSearch, type Sql, type Term, toTerms, withinScope } from "./searchTerms.ts";
import type { UnsupportedSearch } from "./tableSearch.ts";
import { createWritableSearch } from "./writableSearch.ts";

/** A page of the leads that match a search, in ascending order of their ids. */
export interface LeadPage {
  readonly leadIds: readonly number[];
  /** The id after which the next page begins; null if there are no more leads. */
  readonly next: number | null;
}

/** What a page is asked for. */
export interface PageWanted {
  /** The `next` of the page before; -1 for the first page. */
  readonly after: number;
  readonly limit: number;
}

/** Leads that one statement examines. */
const EXAMINED_LEADS = 10_000;
/** Statements of one page. A page of a rare search in a large table may hold few leads, or none. */
const MOST_STATEMENTS = 7;
/** The first statement examines as many leads as the page holds, times this. Each further one examines more. */
const GROWTH = 4;

type Path = Pick<Start, "index" | "terms">;

/** Returns the leads of a page, and whether there are more. */
function cut(leadIds: readonly number[], limit: number): LeadPage {
  const page = leadIds.slice(0, limit);
  return { leadIds: page, next: leadIds.length > limit ? (page.at(-1) ?? null) : null };
}

/** Reads pages of a search, whatever the size of the table, with a limited number of statements. */
export function createLeadPages(db: Knex, vicidialDatabase: string, leadTable: LeadTable) {
  const { table, along, indexesOf, sortsByIdWithin, startOf, idsIn, lastOf } = createSearchStatements(
    db,
    vicidialDatabase,
    leadTable,
  );
  const writable = createWritableSearch(db, table);

  /** Where more leads match the best index than one statement may examine, the leads are read in the order of their ids. */
  async function pathOf(start: Start, indexes: Indexes): Promise<Path> {
    const [term] = start.terms;
    if (start.terms.length === 1 && term?.isOneValue && (await sortsByIdWithin())) return start;
    const index = indexes.get("lead_id");
    if (index === undefined) fail({ code: "schema_drift", detail: `${leadTable} has no index on lead_id` });
    return { index, terms: [] };
  }

  async function readAlong(
    path: Path,
    terms: readonly Term[],
    { after, limit }: PageWanted,
    examined: number,
  ): Promise<LeadPage> {
    const from: Sql = { sql: along(path.index), bindings: [] };
    const leadIds: number[] = [];
    let last: number | null = after;
    let looks = Math.min(limit * GROWTH, examined);
    for (let n = 0; n < MOST_STATEMENTS && leadIds.length < limit && last !== null; n++) {
      const first: number = last + 1;
      last = await lastOf(path, first, looks);
      if (last === null) break;
      const range = { sql: "lead_id BETWEEN ? AND ?", bindings: [first, last] };
      const most = limit + 1 - leadIds.length;
      leadIds.push(...(await idsIn(from, [range, ...terms], { most })));
      looks = Math.min(looks * GROWTH, examined);
    }
    return leadIds.length > limit ? cut(leadIds, limit) : { leadIds, next: last };
  }

  /**
   * Reads a page. A search that an index narrows down is read along that index, any other one in the order of the ids.
   *
   * @param scope the lists that the user may see
   * @param examined leads that one statement examines
   * @throws DearchiveError schema_drift if the table has no index on lead_id
   */
  return async function readLeadPage(
    wanted: LeadSearch,
    scope: ListScope,
    page: PageWanted,
    examined = EXAMINED_LEADS,
  ): Promise<LeadPage | UnsupportedSearch> {
    const indexes = await indexesOf();
    const own = toTerms(await writable(wanted));
    const start = await startOf(own, indexes, examined);
    if (!start) return { startable: [...indexes.keys()] };
    const terms = withinScope(own, scope);
    if (start.size > examined) return readAlong(await pathOf(start, indexes), terms, page, examined);
    const rest = { sql: "lead_id > ?", bindings: [page.after] };
    const from = { sql: along(start.index), bindings: [] };
    return cut(await idsIn(from, [...terms, rest], { most: page.limit + 1 }), page.limit);
  };
}

export type ReadLeadPages = ReturnType<typeof createLeadPages>;
