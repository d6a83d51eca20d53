import { createHash } from "node:crypto";
import type { Knex } from "knex";
import { readColumns, type SchemaColumn } from "../../db/informationSchema.ts";
import { type Binding, quoteName } from "../../db/sql.ts";
import { fail } from "../../errors.ts";
import { columnConflict } from "./columnEquality.ts";
import type { LeadTable } from "./direction.ts";

/** A cell with its exact bytes and its text. */
export interface Cell {
  readonly column: string;
  readonly bytes: Buffer | null;
  /** As hexadecimal digits for binary columns. */
  readonly text: string | null;
  /** What the bytes do not show: the sign of zero, or the position in the list of an ENUM or SET. */
  readonly mark: string | null;
}

/** Alias of a row in a statement: `s` is archived, `t` is live. */
type Side = "s" | "t";
export type CellRow = Readonly<Record<string, Buffer | string | number | null>>;

/** Types without characters. */
const BINARY_TYPES = /blob|binary|^bit$|geometry|point|polygon|linestring/;

/** Reads a lead table's columns. @throws DearchiveError schema_drift for a column that no statement can name */
export async function readLeadColumns(
  connection: Knex,
  database: string,
  table: LeadTable,
): Promise<readonly SchemaColumn[]> {
  const columns = await readColumns(connection, database, table);
  for (const column of columns) {
    const detail = columnConflict(column);
    if (detail) fail({ code: "schema_drift", detail: `${detail} in ${table}` });
  }
  return columns;
}

function cellOf(side: Side, { name }: SchemaColumn): string {
  return `${side}.${quoteName(name)}`;
}

/** Selects a cell's bytes. A FLOAT prints fewer digits than it stores; a DOUBLE prints them all. */
function bytesOf(side: Side, column: SchemaColumn): string {
  const cell = cellOf(side, column);
  return `CONVERT(${column.dataType === "float" ? `${cell} + 0e0` : cell} USING binary)`;
}

/** Needed because -0.0 prints like 0.0, and a value that is not on an ENUM's list prints like ''. */
function markOf(side: Side, column: SchemaColumn): string | undefined {
  const cell = cellOf(side, column);
  if (/^(float|double)$/.test(column.dataType)) return `(${cell} = 0 AND ATAN2(${cell}, -1) < 0)`;
  return /^(enum|set)$/.test(column.dataType) ? `CAST(${cell} AS UNSIGNED)` : undefined;
}

/** Renders the select list for all cells of a row; `toCells` reads the result. */
export function selectCells(side: Side, columns: readonly SchemaColumn[]): string {
  return columns
    .map((column, n) => {
      const cell = cellOf(side, column);
      const text = BINARY_TYPES.test(column.dataType) ? "NULL" : `CONVERT(${cell} USING utf8mb4)`;
      return `${bytesOf(side, column)} AS ${side}b${n}, ${text} AS ${side}t${n},
        ${markOf(side, column) ?? "NULL"} AS ${side}m${n}, ${cell} IS NULL AS ${side}n${n}`;
    })
    .join(", ");
}

/** @throws DearchiveError row_refused if a cell exceeds max_allowed_packet: the server returns NULL for it */
export function toCells(row: CellRow, side: Side, columns: readonly SchemaColumn[]): readonly Cell[] {
  return columns.map(({ name }, n) => {
    const read = (alias: "b" | "t" | "m" | "n") => row[`${side}${alias}${n}`] ?? null;
    const [value, text, mark] = [read("b"), read("t"), read("m")];
    if (value === null && read("n") !== 1)
      fail({ code: "row_refused", detail: `the server cannot read "${name}" whole` });
    const bytes = value === null || Buffer.isBuffer(value) ? value : Buffer.from(String(value));
    return {
      column: name,
      bytes,
      text: text === null ? bytes && `0x${bytes.toString("hex")}` : String(text),
      mark: mark === null ? null : String(mark),
    };
  });
}

/** Bytes. Larger cells are compared by their hash, so that the statement stays below max_allowed_packet. */
const COMPARED_WHOLE = 4096;

interface Condition {
  readonly sql: string;
  readonly bindings: readonly Binding[];
}

/** Renders the condition that the row still has exactly this cell. */
function stillHolds(side: Side, column: SchemaColumn, { bytes, mark }: Cell): Condition {
  if (bytes === null) return { sql: `${cellOf(side, column)} IS NULL`, bindings: [] };
  const isLarge = bytes.length > COMPARED_WHOLE;
  const value = isLarge ? createHash("sha512").update(bytes).digest("hex") : bytes;
  const held = isLarge ? `SHA2(${bytesOf(side, column)}, 512)` : bytesOf(side, column);
  const marked = markOf(side, column);
  return marked === undefined
    ? { sql: `${held} = ?`, bindings: [value] }
    : { sql: `${held} = ? AND ${marked} = ?`, bindings: [value, mark] };
}

/** Renders the conditions that the row still has exactly these cells; undefined if the columns changed since they were read. */
export function stillHoldsAll(
  side: Side,
  columns: readonly SchemaColumn[],
  cells: readonly Cell[],
): Condition | undefined {
  if (columns.length !== cells.length) return undefined;
  const conditions = columns.flatMap((column, n) => {
    const cell = cells[n];
    return cell ? [stillHolds(side, column, cell)] : [];
  });
  return {
    sql: conditions.map(({ sql }) => `(${sql})`).join(" AND "),
    bindings: conditions.flatMap(({ bindings }) => bindings),
  };
}

/** Hashes rows with SHA-256, including their column names. */
export function hashCells(...rows: readonly (readonly Cell[])[]): Buffer {
  const texts = rows.map((cells) =>
    cells.map(({ column, bytes, mark }) => [column, bytes?.toString("hex") ?? null, mark]),
  );
  return createHash("sha256").update(JSON.stringify(texts)).digest();
}
