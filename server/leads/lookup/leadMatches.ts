import type { Knex } from "knex";
import { noneIfUnwritable } from "../../db/databaseErrors.ts";
import { queryRows, quoteName, splitEvenly } from "../../db/sql.ts";
import type { ListScope } from "../../vicidial/lists.ts";
import { isPlainText } from "../../vicidial/vicidialText.ts";
import { onLeadTables } from "../move/moveErrors.ts";
import type { LeadTable } from "../tables/direction.ts";
import { qualify } from "../tables/statements.ts";
import { allOf, withinScope } from "./searchTerms.ts";
import { tableIndexes } from "./tableIndexes.ts";

/** Columns other than lead_id that identify leads. */
export type MatchedColumn = "vendor_lead_code" | "phone_number";

/** Maximum number of leads per value. A value with more is a placeholder, such as an empty phone number. */
export const MOST_MATCHES = 1000;
/** Values per statement. */
const VALUES_AT_ONCE = 500;

/** The leads with a value; "too_many" if there are more than MOST_MATCHES. */
export type Matches = readonly number[] | "too_many";

/** Finds leads of a table by vendor code or phone number along an index, with a limited number of rows per statement. */
export function createLeadMatcher(db: Knex, vicidialDatabase: string, leadTable: LeadTable) {
  const table = qualify(vicidialDatabase, leadTable);

  async function rowsOf(
    column: MatchedColumn,
    index: string,
    values: readonly string[],
    scope: ListScope,
  ): Promise<readonly { id: number; value: string }[]> {
    const where = allOf(withinScope([{ column, sql: `${column} IN (?)`, bindings: [values] }], scope));
    const rows = await onLeadTables(() =>
      queryRows<{ id: number; value: string }>(
        db,
        `SELECT lead_id AS id, ${column} AS value FROM ${table} FORCE INDEX (${quoteName(index)})
         WHERE ${where.sql} LIMIT ?`,
        [...where.bindings, values.length * MOST_MATCHES + 1],
      ),
    ).catch(noneIfUnwritable);
    return rows ?? [];
  }

  async function collect(
    found: Map<string, Matches>,
    column: MatchedColumn,
    index: string,
    values: readonly string[],
    scope: ListScope,
  ): Promise<void> {
    const rows = await rowsOf(column, index, values, scope);
    const limit = values.length * MOST_MATCHES;
    const [only] = values;
    if (rows.length > limit && values.length > 1) {
      const middle = Math.ceil(values.length / 2);
      await collect(found, column, index, values.slice(0, middle), scope);
      await collect(found, column, index, values.slice(middle), scope);
      return;
    }
    if (rows.length > limit && only !== undefined) {
      found.set(only, "too_many");
      return;
    }
    // The server treats `a`, `A` and `a ` as equal, but they are codes of different leads.
    const byValue = new Map<string, number[]>(values.map((value) => [value, []]));
    for (const { id, value } of rows) byValue.get(value)?.push(id);
    for (const [value, ids] of byValue) found.set(value, ids.length > MOST_MATCHES ? "too_many" : ids);
  }

  return {
    /** Whether the table has an index on this column. */
    async canMatch(column: MatchedColumn): Promise<boolean> {
      return (await tableIndexes(db, vicidialDatabase, leadTable)).has(column);
    },

    /**
     * Returns the leads whose value is exactly as given.
     *
     * @param scope the lists that the user may see; other leads are not found
     */
    async match(
      column: MatchedColumn,
      values: readonly string[],
      scope: ListScope,
    ): Promise<ReadonlyMap<string, Matches>> {
      const found = new Map<string, Matches>();
      const index = (await tableIndexes(db, vicidialDatabase, leadTable)).get(column);
      if (index === undefined) return found;
      // A value that the column's character set cannot represent fails the whole statement, so such values go one by one.
      const plain = values.filter(isPlainText);
      for (const chunk of splitEvenly(plain, VALUES_AT_ONCE))
        await collect(found, column, index, chunk, scope);
      for (const value of values.filter((each) => !isPlainText(each)))
        await collect(found, column, index, [value], scope);
      return found;
    },
  };
}

export type LeadMatcher = ReturnType<typeof createLeadMatcher>;
