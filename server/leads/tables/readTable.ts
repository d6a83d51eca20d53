import { readColumns, readStorage, type SchemaColumn } from "../../db/informationSchema.ts";
import { isMariaDbSince } from "../../db/serverKind.ts";
import { type Connection, queryRows } from "../../db/sql.ts";
import { isKnownDefault } from "./columnDefaults.ts";
import type { Column } from "./columnEquality.ts";
import type { TableFacts } from "./columnPlan.ts";
import type { MovedTable } from "./direction.ts";

function toColumn(column: SchemaColumn): Column {
  const { name, dataType, fullType, charset, extra, nullable } = column;
  return {
    name,
    dataType,
    fullType,
    charset,
    generated: /(VIRTUAL|STORED|PERSISTENT)/i.test(extra),
    rowTime: /^ROW (START|END)$/i.test(column.generation ?? ""),
    knownDefault: isKnownDefault({ text: column.defaultText, nullable, extra }),
  };
}

/** Whether the server knows INSERT ... RETURNING: MariaDB does since 10.5, MySQL does not. */
export async function returnsInserted(connection: Connection): Promise<boolean> {
  const rows = await queryRows<{ version: string }>(connection, "SELECT VERSION() AS version");
  return isMariaDbSince(rows[0]?.version ?? "", [10, 5, 0]);
}

/** Reads what a column plan needs to know of a table. */
export async function factsOf(
  connection: Connection,
  database: string,
  table: MovedTable,
): Promise<TableFacts> {
  const storage = await readStorage(connection, database, table);
  const columns = await readColumns(connection, database, table);
  return {
    table,
    engine: storage?.engine ?? "",
    rowFormat: storage?.rowFormat ?? null,
    columns: columns.map(toColumn),
  };
}
