import type { Knex } from "knex";
import { fail } from "../../errors.ts";
import type { ListScope } from "../../vicidial/lists.ts";
import type { LeadTable } from "../tables/direction.ts";
import { createSearchStatements } from "./searchStatements.ts";
import { allOf, BY_ID, type LeadSearch, type SearchColumn, toTerms, withinScope } from "./searchTerms.ts";
import { createWritableSearch } from "./writableSearch.ts";

/** No index of the table supports the search. */
export interface UnsupportedSearch {
  /** The columns that a search of this table can start with. */
  readonly startable: readonly SearchColumn[];
}

/** Result of a bounded search along one index. */
export interface SearchResult {
  /** In the wanted order. */
  readonly leadIds: readonly number[];
  /** Whether these are all matches. If not, unexamined leads may match too. */
  readonly isWhole: boolean;
  /** Number of leads examined along the index. */
  readonly examined: number;
  /** The column whose index was used. */
  readonly along: SearchColumn;
}

/** The matching leads of a range of ids. */
export interface IdRange {
  readonly leadIds: readonly number[];
  /** The last id examined; null if there are no more leads. */
  readonly last: number | null;
}

/**
 * Searches a lead table, whatever its size, with statements that each examine a limited number of leads: along the index with the
 * fewest matches, or along the ids.
 */
export function createTableSearch(db: Knex, vicidialDatabase: string, leadTable: LeadTable) {
  const { table, along, indexesOf, startOf, idsIn, lastOf } = createSearchStatements(
    db,
    vicidialDatabase,
    leadTable,
  );
  const writable = createWritableSearch(db, table);

  return {
    /** Returns the columns that a search can start with. */
    startable: async (): Promise<readonly SearchColumn[]> => [...(await indexesOf()).keys()],

    /**
     * Examines at most `limit` leads.
     *
     * @param scope the lists that the user may see
     */
    async find(
      search: LeadSearch,
      scope: ListScope,
      limit: number,
      order = BY_ID,
    ): Promise<SearchResult | UnsupportedSearch> {
      const indexes = await indexesOf();
      const terms = toTerms(await writable(search));
      const start = await startOf(terms, indexes, limit);
      if (!start) return { startable: [...indexes.keys()] };
      const others = withinScope(
        terms.filter((term) => !start.terms.includes(term)),
        scope,
      );
      const isWhole = start.size <= limit;
      const forced = along(start.index);
      const { sql, bindings } = allOf(start.terms);
      const columns = [...new Set(["lead_id", order.column, ...others.map(({ column }) => column)])].join();
      const examined = `(SELECT ${columns} FROM ${forced} WHERE ${sql} LIMIT ?) AS looked`;
      const leadIds = isWhole
        ? await idsIn({ sql: forced, bindings: [] }, [...start.terms, ...others], { order })
        : await idsIn({ sql: examined, bindings: [...bindings, limit] }, others, { order });
      return { leadIds, isWhole, examined: Math.min(start.size, limit), along: start.column };
    },

    /**
     * Examines the next leads in the order of their ids, whatever the search.
     *
     * @param from the first id to examine
     * @param looks number of leads to examine
     * @throws DearchiveError schema_drift if the table has no index on lead_id
     */
    async nextRange(search: LeadSearch, scope: ListScope, from: number, looks: number): Promise<IdRange> {
      const index = (await indexesOf()).get("lead_id");
      if (index === undefined) fail({ code: "schema_drift", detail: `${leadTable} has no index on lead_id` });
      const last = await lastOf({ index, terms: [] }, from, looks);
      if (last === null) return { leadIds: [], last };
      const between = { sql: "lead_id BETWEEN ? AND ?", bindings: [from, last] };
      const terms = [between, ...withinScope(toTerms(await writable(search)), scope)];
      return { leadIds: await idsIn({ sql: along(index), bindings: [] }, terms), last };
    },
  };
}

export type TableSearch = ReturnType<typeof createTableSearch>;
