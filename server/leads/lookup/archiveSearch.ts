import type { Knex } from "knex";
import { noneIfUnwritable } from "../../db/databaseErrors.ts";
import { queryRows, quoteName } from "../../db/sql.ts";
import { fail } from "../../errors.ts";
import type { ListScope } from "../../vicidial/lists.ts";
import { isPlainText } from "../../vicidial/vicidialText.ts";
import { onLeadTables } from "../move/moveErrors.ts";
import { qualify } from "../tables/statements.ts";
import { ARCHIVE, archiveIndexes } from "./archiveIndexes.ts";
import {
  allOf,
  type LeadSearch,
  SEARCH_COLUMNS,
  type SearchColumn,
  type Sql,
  type Term,
  toTerms,
  withinScope,
} from "./searchTerms.ts";

/** A search that no index of the archive could answer. */
export interface Unanswerable {
  /** What a search may begin with in this archive. */
  readonly startable: readonly SearchColumn[];
}

/** What a bounded look along one index found. */
export interface Found {
  /** In order. */
  readonly leadIds: readonly number[];
  /** Whether these are all; else more may fit among those that were not looked at. */
  readonly isWhole: boolean;
  /** Leads along the index that were looked at. */
  readonly looked: number;
  /** The column whose index the search went along. */
  readonly along: SearchColumn;
}

/** The leads of a stretch of ids that fit. */
export interface IdRange {
  readonly leadIds: readonly number[];
  /** The last id that was looked at; null where there are no more. */
  readonly last: number | null;
}

/** A column that a search may begin with, and the index for that. */
type Indexes = ReadonlyMap<SearchColumn, string>;

interface Start {
  readonly column: SearchColumn;
  readonly index: string;
  readonly terms: readonly Term[];
  /** Leads along the index, counted up to a limit and one more. */
  readonly size: number;
}

/**
 * Searches the archive, whatever its size, by statements that each look at a bounded number of leads: along the index that
 * leaves the fewest, or along the ids.
 */
export function createArchiveSearch(db: Knex, vicidialDatabase: string) {
  const table = qualify(vicidialDatabase, ARCHIVE);

  /** By column, in the order of SEARCH_COLUMNS. */
  async function indexesOf(): Promise<Indexes> {
    const indexes = await archiveIndexes(db, vicidialDatabase);
    return new Map(
      SEARCH_COLUMNS.flatMap((column) => {
        const name = indexes.get(column);
        return name === undefined ? [] : [[column, name] as const];
      }),
    );
  }

  /** The search without statuses that the archive cannot write: one of them stops a statement that names several. */
  async function writable(search: LeadSearch): Promise<LeadSearch> {
    if (search.statuses === undefined) return search;
    const statuses: string[] = [];
    for (const status of search.statuses) {
      const isWritable = () =>
        onLeadTables(() => queryRows(db, `SELECT 1 FROM ${table} WHERE status = ? LIMIT 0`, [status])).catch(
          noneIfUnwritable,
        );
      if (isPlainText(status) || (await isWritable())) statuses.push(status);
    }
    return { ...search, statuses };
  }

  async function idsIn(from: Sql, terms: readonly Sql[]): Promise<readonly number[]> {
    const where = allOf(terms);
    const rows = await onLeadTables(() =>
      queryRows<{ id: number }>(
        db,
        `SELECT lead_id AS id FROM ${from.sql} WHERE ${where.sql} ORDER BY lead_id`,
        [...from.bindings, ...where.bindings],
      ),
    ).catch(noneIfUnwritable);
    return rows?.map(({ id }) => id) ?? [];
  }

  /** How many leads stand along an index: read from the index alone, no further than the limit. */
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

  /** The index along which the fewest leads stand; undefined where none answers. */
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

  /** The columns that a search may begin with. */
  async function startable(): Promise<readonly SearchColumn[]> {
    return [...(await indexesOf()).keys()];
  }

  return {
    startable,

    /**
     * Looks at no more than so many leads.
     *
     * @param scope what the person who searches may see
     */
    async look(search: LeadSearch, scope: ListScope, limit: number): Promise<Found | Unanswerable> {
      const indexes = await indexesOf();
      const terms = toTerms(await writable(search));
      const start = await startOf(terms, indexes, limit);
      if (!start) return { startable: [...indexes.keys()] };
      const others = withinScope(
        terms.filter((term) => !start.terms.includes(term)),
        scope,
      );
      const isWhole = start.size <= limit;
      const along = { isWhole, looked: Math.min(start.size, limit), along: start.column };
      const forced = `${table} FORCE INDEX (${quoteName(start.index)})`;
      if (isWhole)
        return { leadIds: await idsIn({ sql: forced, bindings: [] }, [...start.terms, ...others]), ...along };
      const { sql, bindings } = allOf(start.terms);
      const columns = [...new Set(["lead_id", ...others.map(({ column }) => column)])].join(", ");
      const looked = `(SELECT ${columns} FROM ${forced} WHERE ${sql} LIMIT ?) AS looked`;
      return { leadIds: await idsIn({ sql: looked, bindings: [...bindings, limit] }, others), ...along };
    },

    /**
     * Looks at the next leads by id, whatever is asked for.
     *
     * @param from the first id that may be looked at
     * @param looks how many leads are looked at
     * @throws DearchiveError schema_drift where the archive has no index on lead_id
     */
    async stretch(search: LeadSearch, scope: ListScope, from: number, looks: number): Promise<IdRange> {
      const index = (await indexesOf()).get("lead_id");
      if (index === undefined) fail({ code: "schema_drift", detail: `${ARCHIVE} has no index on lead_id` });
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

export type ArchiveSearch = ReturnType<typeof createArchiveSearch>;
