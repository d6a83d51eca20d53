import type { Knex } from "knex";
import { noneIfUnwritable } from "../../db/databaseErrors.ts";
import { queryRows, quoteName } from "../../db/sql.ts";
import { fail } from "../../errors.ts";
import type { ListScope } from "../../vicidial/lists.ts";
import { onLeadTables } from "../move/moveErrors.ts";
import type { LeadTable } from "../tables/direction.ts";
import { qualify } from "../tables/statements.ts";
import {
  allOf,
  BY_ID,
  type LeadSearch,
  SEARCH_COLUMNS,
  type SearchColumn,
  type Sql,
  type Term,
  toTerms,
  withinScope,
} from "./searchTerms.ts";
import { tableIndexes } from "./tableIndexes.ts";
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

/** Index name by column that a search can start with. */
type Indexes = ReadonlyMap<SearchColumn, string>;

interface Start {
  readonly column: SearchColumn;
  readonly index: string;
  readonly terms: readonly Term[];
  /** Number of leads along the index, counted up to the limit plus one. */
  readonly size: number;
}

/**
 * Searches a lead table, whatever its size, with statements that each examine a limited number of leads: along the index with the
 * fewest matches, or along the ids.
 */
export function createTableSearch(db: Knex, vicidialDatabase: string, leadTable: LeadTable) {
  const table = qualify(vicidialDatabase, leadTable);
  const writable = createWritableSearch(db, table);

  /** In the order of SEARCH_COLUMNS. */
  async function indexesOf(): Promise<Indexes> {
    const indexes = await tableIndexes(db, vicidialDatabase, leadTable);
    return new Map(
      SEARCH_COLUMNS.flatMap((column) => {
        const name = indexes.get(column);
        return name === undefined ? [] : [[column, name] as const];
      }),
    );
  }

  async function idsIn(from: Sql, terms: readonly Sql[], order = BY_ID): Promise<readonly number[]> {
    const where = allOf(terms);
    const direction = order.isDescending ? "DESC" : "ASC";
    const rows = await onLeadTables(() =>
      queryRows<{ id: number }>(
        db,
        `SELECT lead_id AS id FROM ${from.sql} WHERE ${where.sql} ORDER BY ${order.column} ${direction}, lead_id`,
        [...from.bindings, ...where.bindings],
      ),
    ).catch(noneIfUnwritable);
    return rows?.map(({ id }) => id) ?? [];
  }

  /** Counts leads along an index, up to the limit. Reads only the index. */
  async function sizeAlong(index: string, terms: readonly Term[], limit: number): Promise<number> {
    const { sql, bindings } = allOf(terms);
    const rows = await onLeadTables(() =>
      queryRows<{ size: number }>(
        db,
        `SELECT COUNT(*) AS size FROM
           (SELECT 1 FROM ${table} FORCE INDEX (${quoteName(index)}) WHERE ${sql} LIMIT ?) AS looked`,
        [...bindings, limit + 1],
      ),
    ).catch(noneIfUnwritable);
    return rows?.[0]?.size ?? 0;
  }

  /** Returns the index with the fewest leads; undefined if none supports the search. */
  async function startOf(
    terms: readonly Term[],
    indexes: Indexes,
    limit: number,
  ): Promise<Start | undefined> {
    let best: Start | undefined;
    for (const column of new Set(terms.map((term) => term.column))) {
      const index = indexes.get(column);
      const own = terms.filter((term) => term.column === column);
      if (index === undefined) continue;
      const size = await sizeAlong(index, own, limit);
      if (!best || size < best.size) best = { column, index, terms: own, size };
      if (size === 0) break;
    }
    return best;
  }

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
      const forced = `${table} FORCE INDEX (${quoteName(start.index)})`;
      const { sql, bindings } = allOf(start.terms);
      const columns = [...new Set(["lead_id", order.column, ...others.map(({ column }) => column)])].join();
      const examined = `(SELECT ${columns} FROM ${forced} WHERE ${sql} LIMIT ?) AS looked`;
      const leadIds = isWhole
        ? await idsIn({ sql: forced, bindings: [] }, [...start.terms, ...others], order)
        : await idsIn({ sql: examined, bindings: [...bindings, limit] }, others, order);
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
      const forced = `${table} FORCE INDEX (${quoteName(index)})`;
      const [row] = await queryRows<{ last: number | null }>(
        db,
        `SELECT MAX(lead_id) AS last FROM
           (SELECT lead_id FROM ${forced} WHERE lead_id >= ? ORDER BY lead_id LIMIT ?) AS looked`,
        [from, looks],
      );
      const last = row?.last ?? null;
      if (last === null) return { leadIds: [], last };
      const between = { sql: "lead_id BETWEEN ? AND ?", bindings: [from, last] };
      const terms = [between, ...withinScope(toTerms(await writable(search)), scope)];
      return { leadIds: await idsIn({ sql: forced, bindings: [] }, terms), last };
    },
  };
}

export type TableSearch = ReturnType<typeof createTableSearch>;
