import type { Knex } from "knex";
import type { SchemaColumn } from "../../db/informationSchema.ts";
import { affectedRows, type Binding, queryRows, quoteName } from "../../db/sql.ts";
import { onLeadTables, toMoveError } from "../move/moveErrors.ts";
import { DEARCHIVE } from "./direction.ts";
import type { Copy } from "./duplicates.ts";
import { createDefinitionsHolder, holdDefinitions } from "./heldDefinitions.ts";
import { type Cell, type CellRow, readLeadColumns, selectCells, stillHoldsAll, toCells } from "./rowCells.ts";
import { moveTables, qualify } from "./statements.ts";

/** A saved value. Rows that were saved by older versions have no mark. */
export interface SavedCell extends Pick<Cell, "column" | "bytes" | "text"> {
  readonly mark?: string | null | undefined;
}

/**
 * `occupied`: the table has the lead again with other data. `inexact`: the table cannot hold the row as it was, for example because
 * a column is gone; nothing was changed.
 */
export type PutBackResult = "done" | "occupied" | "inexact";

const TABLES = { archived: DEARCHIVE.source, live: DEARCHIVE.target } as const;

/** Renders a value from its bytes, without conversions between character sets. */
function renderValue(
  { dataType }: SchemaColumn,
  { bytes, mark }: SavedCell,
): { sql: string; bindings: readonly Binding[] } {
  if (bytes === null) return { sql: "NULL", bindings: [] };
  if (/^(enum|set)$/.test(dataType) && mark !== undefined && mark !== null)
    return { sql: "CAST(? AS UNSIGNED)", bindings: [mark] };
  return { sql: "CONVERT(? USING binary)", bindings: [bytes] };
}

function isSame(cell: Cell | undefined, saved: SavedCell): boolean {
  if (!cell || (saved.mark !== undefined && saved.mark !== cell.mark)) return false;
  return cell.bytes === null || saved.bytes === null
    ? cell.bytes === saved.bytes
    : cell.bytes.equals(saved.bytes);
}

/** Puts saved rows back into the table that they were deleted from. Index: the primary key. */
export function createRowReturn(db: Knex, vicidialDatabase: string) {
  const definitions = createDefinitionsHolder(db, moveTables(vicidialDatabase, DEARCHIVE));

  async function readRow(trx: Knex, table: string, columns: readonly SchemaColumn[], leadId: number) {
    const sql = `SELECT ${selectCells("s", columns)} FROM ${table} AS s WHERE s.lead_id = ?`;
    const [row] = await onLeadTables(() => queryRows<CellRow>(trx, sql, [leadId]));
    return row && toCells(row, "s", columns);
  }

  /** IGNORE accepts what strict mode refuses, such as values that are not on an ENUM's list. The caller compares the result. */
  async function insert(
    trx: Knex,
    table: string,
    columns: readonly SchemaColumn[],
    saved: ReadonlyMap<string, SavedCell>,
  ): Promise<void> {
    const written = columns.flatMap((column) => {
      const cell = saved.get(column.name);
      return cell && column.generation === null ? [{ name: column.name, ...renderValue(column, cell) }] : [];
    });
    const names = written.map(({ name }) => quoteName(name)).join(", ");
    const values = written.map(({ sql }) => sql).join(", ");
    const bindings = written.flatMap((value) => value.bindings);
    await onLeadTables(() =>
      affectedRows(trx, `INSERT IGNORE INTO ${table} (${names}) VALUES (${values})`, bindings),
    );
  }

  async function removeInexact(
    trx: Knex,
    table: string,
    columns: readonly SchemaColumn[],
    leadId: number,
    row: readonly Cell[],
  ): Promise<void> {
    const isUnchanged = stillHoldsAll("s", columns, row);
    if (!isUnchanged) return;
    const sql = `DELETE s FROM ${table} AS s WHERE s.lead_id = ? AND ${isUnchanged.sql}`;
    await onLeadTables(() => affectedRows(trx, sql, [leadId, ...isUnchanged.bindings]));
  }

  /**
   * Inserts a saved row and compares every cell with what was saved. If the table stores it differently, it is deleted again.
   *
   * @param note records the insertion on the inserting connection. Also called if the row is already back
   */
  return async function putBack(
    copy: Copy,
    leadId: number,
    cells: readonly SavedCell[],
    note: (trx: Knex) => Promise<void>,
  ): Promise<PutBackResult> {
    const table = qualify(vicidialDatabase, TABLES[copy]);
    // A damaged entry has no cells, and would insert a new lead of defaults.
    if (cells.length === 0) return "inexact";
    const saved = new Map(cells.map((cell) => [cell.column, cell]));
    const work = definitions.run(async (trx): Promise<PutBackResult> => {
      await holdDefinitions(trx, moveTables(vicidialDatabase, DEARCHIVE));
      const columns = await readLeadColumns(trx, vicidialDatabase, TABLES[copy]);
      const names = new Set(columns.map(({ name }) => name));
      const before = await readRow(trx, table, columns, leadId);
      if (!before && cells.every(({ column }) => names.has(column))) await insert(trx, table, columns, saved);
      const row = before ?? (await readRow(trx, table, columns, leadId));
      if (!row) return "inexact";
      const current = new Map(row.map((cell) => [cell.column, cell]));
      if (cells.every((cell) => isSame(current.get(cell.column), cell))) {
        await note(trx);
        return "done";
      }
      if (before) return "occupied";
      await removeInexact(trx, table, columns, leadId, row);
      return "inexact";
    });
    return work.catch((error: unknown) => {
      throw toMoveError(error);
    });
  };
}

export type PutBack = ReturnType<typeof createRowReturn>;
