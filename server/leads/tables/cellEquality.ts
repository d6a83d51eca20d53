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
function provenBy(one: string, other: string, cells: readonly [string, string]): string {
  return `IFNULL(${one} = ${other}, ${cells[0]} IS NULL AND ${cells[1]} IS NULL)`;
}

/** Compares bytes without copying the cells, so cells of any size work. The lengths reveal trailing spaces. */
function sameText(one: string, other: string, collation: string): string {
  return `${one} COLLATE ${collation} <=> ${other} AND OCTET_LENGTH(${one}) <=> OCTET_LENGTH(${other})`;
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
function comesBack(cell: string, charset: string): readonly string[] {
  if (isUtf8(charset)) return [];
  const back = `CONVERT(CONVERT(${cell} USING utf8mb4) USING ${charset})`;
  return [provenBy(bytesOf(back), bytesOf(cell), [cell, cell])];
}

function sameCharacters(one: string, other: string, charsets: readonly [string, string]): string {
  return [
    provenBy(utf8Of(one, charsets[0]), utf8Of(other, charsets[1]), [one, other]),
    ...comesBack(one, charsets[0]),
    ...comesBack(other, charsets[1]),
  ].join(" AND ");
}

function sameListed(one: string, other: string): string {
  const isIllegal = (cell: string) => `(${numberOf(cell)} = 0)`;
  return [
    provenBy(bytesOf(one), bytesOf(other), [one, other]),
    `${isIllegal(one)} <=> ${isIllegal(other)}`,
  ].join(" AND ");
}

/** Compares the angles to the negative axis: only ATAN2 distinguishes -0.0 from 0.0. */
function sameSign(one: string, other: string): string {
  return `ATAN2(${one}, -1) <=> ATAN2(${other}, -1)`;
}

/** Renders the condition that two cells are equal. NULL equals NULL. */
export function sameCells(one: string, other: string, equality: Equality): string {
  switch (equality.by) {
    case "value":
      return `${one} <=> ${other}`;
    case "text":
      return sameText(one, other, equality.collation);
    case "bytes":
      return provenBy(bytesOf(one), bytesOf(other), [one, other]);
    case "characters":
      return sameCharacters(one, other, equality.charsets);
    case "number":
      return `${numberOf(one)} <=> ${numberOf(other)}`;
    case "listed":
      return sameListed(one, other);
    case "float":
      return `${one} <=> ${other} AND ${sameSign(one, other)}`;
    case "printed float":
      return [
        provenBy(bytesOf(one), bytesOf(other), [one, other]),
        `${one} <=> ${other}`,
        sameSign(one, other),
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
