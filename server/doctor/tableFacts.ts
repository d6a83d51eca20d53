import type { Knex } from "knex";
import { readColumns, readStorage, type SchemaColumn } from "../db/informationSchema.ts";
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

/** Returns the definitions in SHOW CREATE TABLE, by column. */
function definitionLines(createTable: string): ReadonlyMap<string, string> {
  const lines = createTable.matchAll(/^ {2}`((?:[^`]|``)+)` (.*?),?$/gm);
  return new Map([...lines].map(([, name = "", text = ""]) => [name.replaceAll("``", "`"), text]));
}

/** Adds the character set, which SHOW CREATE TABLE omits when it is the table's default. */
function portable({ charset, collation, fullType }: SchemaColumn, line: string): string {
  // Only one column of a table can be AUTO_INCREMENT, and the archive needs none.
  const text = line.replace(/ AUTO_INCREMENT/i, "");
  if (!charset || /CHARACTER SET/i.test(text) || !text.toLowerCase().startsWith(fullType.toLowerCase()))
    return text;
  const rest = text.slice(fullType.length).replace(/^ COLLATE \S+/i, "");
  return `${text.slice(0, fullType.length)} CHARACTER SET ${charset} COLLATE ${collation}${rest}`;
}

/** Reads the definition of a lead table. Returns undefined when the table does not exist. */
export async function readDefinition(
  db: Knex,
  database: string,
  table: LeadTable,
): Promise<TableDefinition | undefined> {
  const storage = await readStorage(db, database, table);
  if (!storage) return undefined;
  const { engine, rowFormat } = storage;
  if (engine === null)
    return { table, engine: "", rowFormat, leadIdIsUnique: false, hasPrimaryKey: false, columns: [] };
  const columns = await readColumns(db, database, table);
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
    columns: columns.map((column, index) => ({
      name: column.name,
      type: column.fullType,
      dataType: column.dataType,
      charset: column.charset,
      nullable: column.nullable,
      definition: portable(column, lines.get(column.name) ?? column.fullType),
      after: columns[index - 1]?.name ?? null,
    })),
  };
}
