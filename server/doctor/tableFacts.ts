import type { Knex } from "knex";
import { queryRows } from "../db/sql.ts";
import type { LeadTable } from "../leads/tables/direction.ts";
import { qualify } from "../leads/tables/statements.ts";

/** Definition of a column. */
export interface ColumnDefinition {
  readonly name: string;
  /** Full type, such as `varchar(30)`. */
  readonly type: string;
  /** Bare type, such as `varchar`. */
  readonly dataType: string;
  readonly charset: string | null;
  readonly nullable: boolean;
  /** Text after the column name in an ALTER TABLE that creates the column. */
  readonly definition: string;
  /** Name of the preceding column, or null for the first. */
  readonly after: string | null;
}

export interface TableDefinition {
  readonly table: LeadTable;
  /** Empty for a view. */
  readonly engine: string;
  readonly rowFormat: string | null;
  /** Whether a primary or unique key consists of lead_id only. */
  readonly leadIdIsUnique: boolean;
  readonly hasPrimaryKey: boolean;
  readonly columns: readonly ColumnDefinition[];
}

interface ColumnRow {
  name: string;
  type: string;
  data_type: string;
  charset: string | null;
  collation: string | null;
  nullable: string;
}

/** Returns the definitions in SHOW CREATE TABLE, by column. */
function definitionLines(createTable: string): ReadonlyMap<string, string> {
  const lines = createTable.matchAll(/^ {2}`((?:[^`]|``)+)` (.*?),?$/gm);
  return new Map([...lines].map(([, name = "", text = ""]) => [name.replaceAll("``", "`"), text]));
}

/** Adds the character set, which SHOW CREATE TABLE omits when it is the table's default. */
function portable(row: ColumnRow, line: string): string {
  // Only one column of a table can be AUTO_INCREMENT, and the archive needs none.
  const text = line.replace(/ AUTO_INCREMENT/i, "");
  if (!row.charset || /CHARACTER SET/i.test(text) || !text.toLowerCase().startsWith(row.type.toLowerCase()))
    return text;
  const rest = text.slice(row.type.length).replace(/^ COLLATE \S+/i, "");
  return `${text.slice(0, row.type.length)} CHARACTER SET ${row.charset} COLLATE ${row.collation}${rest}`;
}

/** Reads the definition of a lead table. Returns undefined when the table does not exist. */
export async function readDefinition(
  db: Knex,
  database: string,
  table: LeadTable,
): Promise<TableDefinition | undefined> {
  const engines = await queryRows<{ engine: string | null; rowFormat: string | null }>(
    db,
    "SELECT engine AS engine, row_format AS rowFormat FROM information_schema.tables WHERE table_schema = ? AND table_name = ?",
    [database, table],
  );
  if (!engines[0]) return undefined;
  const { engine, rowFormat } = engines[0];
  if (engine === null)
    return { table, engine: "", rowFormat, leadIdIsUnique: false, hasPrimaryKey: false, columns: [] };
  const rows = await queryRows<ColumnRow>(
    db,
    `SELECT column_name AS name, column_type AS type, data_type AS data_type, character_set_name AS charset, collation_name AS collation,
            is_nullable AS nullable
     FROM information_schema.columns WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position`,
    [database, table],
  );
  const keys = await queryRows<{ name: string; columns: string }>(
    db,
    `SELECT index_name AS name, GROUP_CONCAT(column_name) AS columns FROM information_schema.statistics
     WHERE table_schema = ? AND table_name = ? AND non_unique = 0 GROUP BY index_name`,
    [database, table],
  );
  const created = await queryRows<{ "Create Table": string }>(
    db,
    `SHOW CREATE TABLE ${qualify(database, table)}`,
  );
  const lines = definitionLines(created[0]?.["Create Table"] ?? "");
  return {
    table,
    engine,
    rowFormat,
    leadIdIsUnique: keys.some(({ columns }) => columns.toLowerCase() === "lead_id"),
    hasPrimaryKey: keys.some(({ name }) => name === "PRIMARY"),
    columns: rows.map((row, index) => ({
      name: row.name,
      type: row.type,
      dataType: row.data_type.toLowerCase(),
      charset: row.charset,
      nullable: row.nullable === "YES",
      definition: portable(row, lines.get(row.name) ?? row.type),
      after: rows[index - 1]?.name ?? null,
    })),
  };
}
