import type { Knex } from "knex";
import { queryRows } from "./sql.ts";

/** A column as information_schema describes it. */
export interface SchemaColumn {
  readonly name: string;
  /** The bare type in lower case, such as `varchar`. */
  readonly dataType: string;
  /** The full type, such as `varchar(30)` or `enum('Y','N')`. */
  readonly fullType: string;
  /** Null for columns that hold no text. */
  readonly charset: string | null;
  readonly collation: string | null;
  /** The default as the server prints it; null for none, and on MySQL for NULL too. */
  readonly defaultText: string | null;
  readonly nullable: boolean;
  /** Such as `auto_increment`, `on update current_timestamp()` or `VIRTUAL GENERATED`; may be empty. */
  readonly extra: string;
  /** ROW START or ROW END for the period columns of a system-versioned table, else the generation expression. */
  readonly generation: string | null;
}

type ColumnRow = Omit<SchemaColumn, "nullable" | "extra"> & { nullable: string; extra: string | null };

/** Reads the columns of a table in their order; empty if the table does not exist. */
export async function readColumns(
  connection: Knex,
  database: string,
  table: string,
): Promise<readonly SchemaColumn[]> {
  // The aliases keep the case: MySQL returns the column names of information_schema in capitals.
  const rows = await queryRows<ColumnRow>(
    connection,
    `SELECT column_name AS name, LOWER(data_type) AS dataType, column_type AS fullType,
            character_set_name AS charset, collation_name AS collation, column_default AS defaultText,
            is_nullable AS nullable, extra AS extra, generation_expression AS generation
     FROM information_schema.columns WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position`,
    [database, table],
  );
  return rows.map((row) => ({ ...row, nullable: row.nullable === "YES", extra: row.extra ?? "" }));
}

/** How a table is stored. Views have no engine. */
export interface TableStorage {
  readonly engine: string | null;
  readonly rowFormat: string | null;
}

/** Reads how a table is stored; undefined if it does not exist. */
export async function readStorage(
  connection: Knex,
  database: string,
  table: string,
): Promise<TableStorage | undefined> {
  const [storage] = await queryRows<TableStorage>(
    connection,
    `SELECT engine AS engine, row_format AS rowFormat FROM information_schema.tables
     WHERE table_schema = ? AND table_name = ?`,
    [database, table],
  );
  return storage;
}
