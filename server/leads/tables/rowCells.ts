import { createHash } from "node:crypto";
import type { Knex } from "knex";
import { type Binding, queryRows, quoteName } from "../../db/sql.ts";
import { fail } from "../../errors.ts";
import { columnConflict } from "./columnEquality.ts";
import type { LeadTable } from "./direction.ts";

/** A cell of a row: its very bytes, and how it reads. */
export interface Cell {
  readonly column: string;
  readonly bytes: Buffer | null;
  readonly text: string | null;
  /** What the bytes do not tell: the sign of zero, and the position in a list of values. */
  readonly mark: string | null;
}

export interface RowColumn {
  readonly name: string;
  readonly type: string;
}

type Side = "s" | "t";
export type DuplicateRow = Readonly<Record<string, Buffer | string | number | null>>;

/** What has no characters. */
const BYTES = /blob|binary|^bit$|geometry|point|polygon|linestring/;

export async function columnsOf(
  connection: Knex,
  database: string,
  table: LeadTable,
): Promise<readonly RowColumn[]> {
  const columns = await queryRows<RowColumn>(
    connection,
    `SELECT column_name AS name, data_type AS type FROM information_schema.columns
     WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position`,
    [database, table],
  );
  for (const { name, type } of columns) {
    const detail = columnConflict({ name, dataType: type.toLowerCase() });
    if (detail) fail({ code: "schema_drift", detail: `${detail} in ${table}` });
  }
  return columns;
}

function cellOf(side: Side, { name }: RowColumn): string {
  return `${side}.${quoteName(name)}`;
}

/** A cell's bytes, whatever its size. A FLOAT prints fewer digits than it has; a DOUBLE prints them all. */
function bytesOf(side: Side, column: RowColumn): string {
  const cell = cellOf(side, column);
  return `CONVERT(${column.type.toLowerCase() === "float" ? `${cell} + 0e0` : cell} USING binary)`;
}

/** -0.0 prints like 0.0, and a value that is not on an ENUM's list like ''. */
function markOf(side: Side, column: RowColumn): string | undefined {
  const cell = cellOf(side, column);
  if (/^(float|double)$/i.test(column.type)) return `(${cell} = 0 AND ATAN2(${cell}, -1) < 0)`;
  return /^(enum|set)$/i.test(column.type) ? `CAST(${cell} AS UNSIGNED)` : undefined;
}

export function selected(side: Side, columns: readonly RowColumn[]): string {
  return columns
    .map((column, n) => {
      const cell = cellOf(side, column);
      const text = BYTES.test(column.type.toLowerCase()) ? "NULL" : `CONVERT(${cell} USING utf8mb4)`;
      return `${bytesOf(side, column)} AS ${side}b${n}, ${text} AS ${side}t${n},
        ${markOf(side, column) ?? "NULL"} AS ${side}m${n}, ${cell} IS NULL AS ${side}n${n}`;
    })
    .join(", ");
}

export function toCells(row: DuplicateRow, side: Side, columns: readonly RowColumn[]): readonly Cell[] {
  return columns.map(({ name }, n) => {
    const at = (part: "b" | "t" | "m" | "n") => row[`${side}${part}${n}`] ?? null;
    const [bytes, text, mark] = [at("b"), at("t"), at("m")];
    if (bytes === null && at("n") !== 1)
      fail({ code: "row_refused", detail: `the server cannot read "${name}" whole` });
    const read = bytes === null || Buffer.isBuffer(bytes) ? bytes : Buffer.from(String(bytes));
    return {
      column: name,
      bytes: read,
      text: text === null ? read && `0x${read.toString("hex")}` : String(text),
      mark: mark === null ? null : String(mark),
    };
  });
}

/** Larger cells are compared by a hash: a statement that holds them may be larger than the server takes. */
const COMPARED_WHOLE = 4096;

interface Condition {
  readonly sql: string;
  readonly bindings: readonly Binding[];
}

/** Condition that the archived row holds exactly what was shown in a column. */
export function stillHolds(column: RowColumn, { bytes, mark }: Cell): Condition {
  if (bytes === null) return { sql: `${cellOf("s", column)} IS NULL`, bindings: [] };
  const isLarge = bytes.length > COMPARED_WHOLE;
  const value = isLarge ? createHash("sha512").update(bytes).digest("hex") : bytes;
  const held = isLarge ? `SHA2(${bytesOf("s", column)}, 512)` : bytesOf("s", column);
  const marked = markOf("s", column);
  return marked === undefined
    ? { sql: `${held} = ?`, bindings: [value] }
    : { sql: `${held} = ? AND ${marked} = ?`, bindings: [value, mark] };
}

/** The SHA-256 of rows, column by column. */
export function hashCells(...rows: readonly (readonly Cell[])[]): Buffer {
  const texts = rows.map((cells) =>
    cells.map(({ column, bytes, mark }) => [column, bytes?.toString("hex") ?? null, mark]),
  );
  return createHash("sha256").update(JSON.stringify(texts)).digest();
}
