import type { Knex } from "knex";
import { noneIfUnwritable } from "../../db/databaseErrors.ts";
import { queryRows } from "../../db/sql.ts";
import { isPlainText } from "../../vicidial/vicidialText.ts";
import { onLeadTables } from "../move/moveErrors.ts";
import type { LeadSearch, SearchColumn } from "./searchTerms.ts";

/**
 * Drops values of a search that their column's character set cannot represent: one of them fails the whole statement.
 *
 * @param table the lead table, qualified
 */
export function createWritableSearch(db: Knex, table: string) {
  async function isWritable(column: SearchColumn, value: string): Promise<boolean> {
    if (isPlainText(value)) return true;
    const sql = `SELECT 1 FROM ${table} WHERE ${column} = ? LIMIT 0`;
    return (await onLeadTables(() => queryRows(db, sql, [value])).catch(noneIfUnwritable)) !== undefined;
  }

  async function writableOf(
    column: SearchColumn,
    values: readonly string[] | undefined,
  ): Promise<readonly string[] | undefined> {
    if (values === undefined) return undefined;
    const writable: string[] = [];
    for (const value of values) if (await isWritable(column, value)) writable.push(value);
    return writable;
  }

  return async function writableSearch(search: LeadSearch): Promise<LeadSearch> {
    return {
      ...search,
      statuses: await writableOf("status", search.statuses),
      vendorCodes: await writableOf("vendor_lead_code", search.vendorCodes),
      sourceIds: await writableOf("source_id", search.sourceIds),
    };
  };
}
