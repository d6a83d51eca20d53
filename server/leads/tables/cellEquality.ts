import { quoteName } from "../../db/sql.ts";
import { type Column, type Equality, equalityOf, isUtf8 } from "./columnEquality.ts";
import type { ComparedColumn } from "./columnPlan.ts";

/**
 * Renders the SQL that proves two cells equal. Everything that judges sameness renders its conditions here. A condition
 * is TRUE only for a proven pair, and never NULL: where a cell cannot be converted (the server answers NULL beyond
 * max_allowed_packet), it is FALSE.
 */

/** Names of the two rows in a statement: an alias, or a quoted table name. */
export interface RowNames {
  readonly source: string;
  readonly target: string;
}

/** Aliases in every statement that joins the two tables. */
export const JOINED: RowNames = { source: "s", target: "t" };

export function cellOf(row: string, name: string): string {
  return `${row}.${quoteName(name)}`;
}

/** Proves by two expressions over the cells. Unlike `<=>`, an expression that fails for both cells proves nothing. */
function provenBy(one: string, other: string, cells: readonly [string, string]): string {
  return `IFNULL(${one} = ${other}, ${cells[0]} IS NULL AND ${cells[1]} IS NULL)`;
}

/** Bytes without a copy of the cell, so that a cell of any size is comparable. The length tells trailing spaces. */
function sameText(one: string, other: string, collation: string): string {
  return `${one} COLLATE ${collation} <=> ${other} AND OCTET_LENGTH(${one}) <=> OCTET_LENGTH(${other})`;
}

/** CAST AS BINARY gives the same bytes, but NULL for a cell beyond max_allowed_packet. */
function bytesOf(cell: string): string {
  return `CONVERT(${cell} USING binary)`;
}

/** The position of an ENUM's value in its list, the bits of a SET: '' may be an illegal value, or on the list. */
function numberOf(cell: string): string {
  return `CAST(${cell} AS UNSIGNED)`;
}

/** A text's bytes in utf8mb4. UTF-8 is not converted: that might mend broken bytes. */
function utf8Of(cell: string, charset: string): string {
  return bytesOf(isUtf8(charset) ? cell : `CONVERT(${cell} USING utf8mb4)`);
}

/** Conditions that converting back gives the same bytes: those without a meaning become question marks on the way. */
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

/** The angle to the negative axis: the one function of SQL that tells -0.0 from 0.0. */
function sameSign(one: string, other: string): string {
  return `ATAN2(${one}, -1) <=> ATAN2(${other}, -1)`;
}

/** Condition that two cells hold the same; NULL equals NULL. */
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

/** Condition that both rows hold the same in a column. */
export function sameInBoth({ name, equality }: ComparedColumn, rows: RowNames): string {
  return sameCells(cellOf(rows.source, name), cellOf(rows.target, name), equality);
}

/** Condition that a column which the other table lacks holds nothing but its default. */
export function holdsDefault(row: string, column: Column): string {
  const held = cellOf(row, column.name);
  return column.knownDefault ? sameCells(held, `DEFAULT(${held})`, equalityOf(column, column)) : "FALSE";
}
