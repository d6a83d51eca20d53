import { quoteName } from "../../db/sql.ts";
import { type Column, type Equality, equalityOf, isUtf8 } from "./columnEquality.ts";
import type { ComparedColumn } from "./columnPlan.ts";

/**
 * Renders the SQL that proves two cells equal. All comparisons of rows use it. A condition is TRUE only for a proven pair and
 * never NULL: it is FALSE if the server cannot convert a cell, because it returns NULL beyond max_allowed_packet.
 */

/** Names of the two rows in a statement: aliases or quoted table names. */
export interface RowNames {
  readonly source: string;
  readonly target: string;
}

/** Aliases in every statement that joins the two tables. */
export const JOINED: RowNames = { source: "s", target: "t" };

export function cellOf(row: string, name: string): string {
  return `${row}.${quoteName(name)}`;
}

/** Compares two expressions over the cells. Unlike `<=>`, two failed conversions do not count as equal. */
function provenBy(left: string, right: string, cells: readonly [string, string]): string {
  return `IFNULL(${left} = ${right}, ${cells[0]} IS NULL AND ${cells[1]} IS NULL)`;
}

/** Compares bytes without copying the cells, so cells of any size work. The lengths reveal trailing spaces. */
function sameText(left: string, right: string, collation: string): string {
  return `${left} COLLATE ${collation} <=> ${right} AND OCTET_LENGTH(${left}) <=> OCTET_LENGTH(${right})`;
}

/** CAST AS BINARY returns the same bytes, but NULL for a cell beyond max_allowed_packet. */
function bytesOf(cell: string): string {
  return `CONVERT(${cell} USING binary)`;
}

/** Returns an ENUM's position or a SET's bits: '' may be an illegal value or an entry of the list. */
function numberOf(cell: string): string {
  return `CAST(${cell} AS UNSIGNED)`;
}

/** Returns a text's bytes in utf8mb4. UTF-8 is not converted: a conversion could repair broken bytes. */
function utf8Of(cell: string, charset: string): string {
  return bytesOf(isUtf8(charset) ? cell : `CONVERT(${cell} USING utf8mb4)`);
}

/** Requires that converting back returns the same bytes: unmapped bytes become question marks. */
function convertsLosslessly(cell: string, charset: string): readonly string[] {
  if (isUtf8(charset)) return [];
  const back = `CONVERT(CONVERT(${cell} USING utf8mb4) USING ${charset})`;
  return [provenBy(bytesOf(back), bytesOf(cell), [cell, cell])];
}

function sameCharacters(left: string, right: string, charsets: readonly [string, string]): string {
  return [
    provenBy(utf8Of(left, charsets[0]), utf8Of(right, charsets[1]), [left, right]),
    ...convertsLosslessly(left, charsets[0]),
    ...convertsLosslessly(right, charsets[1]),
  ].join(" AND ");
}

function sameListed(left: string, right: string): string {
  const isIllegal = (cell: string) => `(${numberOf(cell)} = 0)`;
  return [
    provenBy(bytesOf(left), bytesOf(right), [left, right]),
    `${isIllegal(left)} <=> ${isIllegal(right)}`,
  ].join(" AND ");
}

/** Compares the angles to the negative axis: only ATAN2 distinguishes -0.0 from 0.0. */
function sameSign(left: string, right: string): string {
  return `ATAN2(${left}, -1) <=> ATAN2(${right}, -1)`;
}

/** Renders the condition that two cells are equal. NULL equals NULL. */
export function sameCells(left: string, right: string, equality: Equality): string {
  switch (equality.by) {
    case "value":
      return `${left} <=> ${right}`;
    case "text":
      return sameText(left, right, equality.collation);
    case "bytes":
      return provenBy(bytesOf(left), bytesOf(right), [left, right]);
    case "characters":
      return sameCharacters(left, right, equality.charsets);
    case "number":
      return `${numberOf(left)} <=> ${numberOf(right)}`;
    case "listed":
      return sameListed(left, right);
    case "float":
      return `${left} <=> ${right} AND ${sameSign(left, right)}`;
    case "printed float":
      return [
        provenBy(bytesOf(left), bytesOf(right), [left, right]),
        `${left} <=> ${right}`,
        sameSign(left, right),
      ].join(" AND ");
  }
}

/** Renders the condition that both rows are equal in a column. */
export function sameInBoth({ name, equality }: ComparedColumn, rows: RowNames): string {
  return sameCells(cellOf(rows.source, name), cellOf(rows.target, name), equality);
}

/** Renders the condition that a column which the other table lacks holds its default. */
export function holdsDefault(row: string, column: Column): string {
  const held = cellOf(row, column.name);
  return column.knownDefault ? sameCells(held, `DEFAULT(${held})`, equalityOf(column, column)) : "FALSE";
}
