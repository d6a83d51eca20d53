import type { Knex } from "knex";
import { queryRows } from "../../db/sql.ts";
import type { LeadTable } from "../tables/direction.ts";

/**
 * Returns the usable indexes of a lead table: index name by first column (lower case). The archive may lack indexes that the live
 * table has.
 */
export async function tableIndexes(
  db: Knex,
  vicidialDatabase: string,
  table: LeadTable,
): Promise<ReadonlyMap<string, string>> {
  const rows = await queryRows<{ column: string; name: string }>(
    db,
    `SELECT LOWER(column_name) AS \`column\`, index_name AS name FROM information_schema.statistics
     WHERE table_schema = ? AND table_name = ? AND seq_in_index = 1 AND sub_part IS NULL`,
    [vicidialDatabase, table],
  );
  // Reversed, so that the first of several indexes on a column wins.
  return new Map(rows.toReversed().map(({ column, name }) => [column, name] as const));
}
