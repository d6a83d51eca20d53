import type { Knex } from "knex";
import { noneIfUnwritable } from "../../db/databaseErrors.ts";
import { readStorage } from "../../db/informationSchema.ts";
import { queryRows, quoteName } from "../../db/sql.ts";
import { onLeadTables } from "../move/moveErrors.ts";
import type { LeadTable } from "../tables/direction.ts";
import { qualify } from "../tables/statements.ts";
import {
  allOf,
  BY_ID,
  SEARCH_COLUMNS,
  type SearchColumn,
  type SearchOrder,
  type Sql,
  type Term,
} from "./searchTerms.ts";
import { tableIndexes } from "./tableIndexes.ts";

/** Index name by column that a search can start with. */
export type Indexes = ReadonlyMap<SearchColumn, string>;

/** Where a search starts. */
export interface Start {
  readonly column: SearchColumn;
  readonly index: string;
  /** The conditions on that column. */
  readonly terms: readonly Term[];
  /** Number of leads along the index, counted up to the limit plus one. */
  readonly size: number;
}

/** The statements of a search in a lead table. Each examines a limited number of leads. */
export function createSearchStatements(db: Knex, vicidialDatabase: string, leadTable: LeadTable) {
  const table = qualify(vicidialDatabase, leadTable);
  const along = (index: string) => `${table} FORCE INDEX (${quoteName(index)})`;

  /** Counts leads along an index, up to the limit plus one. Reads only the index. */
  async function sizeAlong(index: string, terms: readonly Term[], limit: number): Promise<number> {
    const { sql, bindings } = allOf(terms);
    const rows = await onLeadTables(() =>
      queryRows<{ size: number }>(
        db,
        `SELECT COUNT(*) AS size FROM (SELECT 1 FROM ${along(index)} WHERE ${sql} LIMIT ?) AS looked`,
        [...bindings, limit + 1],
      ),
    ).catch(noneIfUnwritable);
    return rows?.[0]?.size ?? 0;
  }

  return {
    table,
    along,

    /** Returns the usable indexes, in the order of SEARCH_COLUMNS. */
    async indexesOf(): Promise<Indexes> {
      const indexes = await tableIndexes(db, vicidialDatabase, leadTable);
      return new Map(
        SEARCH_COLUMNS.flatMap((column) => {
          const name = indexes.get(column);
          return name === undefined ? [] : [[column, name] as const];
        }),
      );
    },

    /** Whether each index holds the leads of one value in the order of their ids. */
    async sortsByIdWithin(): Promise<boolean> {
      return (await readStorage(db, vicidialDatabase, leadTable))?.engine === "InnoDB";
    },

    /** Returns the index with the fewest leads; undefined if none supports the search. */
    async startOf(terms: readonly Term[], indexes: Indexes, limit: number): Promise<Start | undefined> {
      let best: Start | undefined;
      for (const column of new Set(terms.map((term) => term.column))) {
        const index = indexes.get(column);
        const own = terms.filter((term) => term.column === column);
        if (index === undefined) continue;
        const size = await sizeAlong(index, own, Math.min(limit, best?.size ?? limit));
        if (!best || size < best.size) best = { column, index, terms: own, size };
        if (size === 0) break;
      }
      return best;
    },

    /** Returns the ids of matching leads, at most `most` if given. */
    async idsIn(
      from: Sql,
      terms: readonly Sql[],
      { order = BY_ID, most }: { readonly order?: SearchOrder; readonly most?: number } = {},
    ): Promise<readonly number[]> {
      const where = allOf(terms);
      const direction = order.isDescending ? "DESC" : "ASC";
      const limit = most === undefined ? { sql: "", bindings: [] } : { sql: "LIMIT ?", bindings: [most] };
      const rows = await onLeadTables(() =>
        queryRows<{ id: number }>(
          db,
          `SELECT lead_id AS id FROM ${from.sql} WHERE ${where.sql}
           ORDER BY ${order.column} ${direction}, lead_id ${limit.sql}`,
          [...from.bindings, ...where.bindings, ...limit.bindings],
        ),
      ).catch(noneIfUnwritable);
      return rows?.map(({ id }) => id) ?? [];
    },

    /** Returns the id of the last of the next `looks` leads along an index; null if there are none. Reads only the index. */
    async lastOf(
      { index, terms }: Pick<Start, "index" | "terms">,
      from: number,
      looks: number,
    ): Promise<number | null> {
      const { sql, bindings } = allOf([...terms, { sql: "lead_id >= ?", bindings: [from] }]);
      const idAt = async (order: string, offset: number) => {
        const rows = await onLeadTables(() =>
          queryRows<{ id: number }>(
            db,
            `SELECT lead_id AS id FROM ${along(index)} WHERE ${sql} ORDER BY lead_id ${order} LIMIT 1 OFFSET ?`,
            [...bindings, offset],
          ),
        ).catch(noneIfUnwritable);
        return rows?.[0]?.id ?? null;
      };
      return (await idAt("ASC", looks - 1)) ?? idAt("DESC", 0);
    },
  };
}
