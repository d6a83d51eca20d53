import type { Knex } from "knex";
import type { ResultSetHeader } from "mysql2";

/** Typed helpers for statements that knex's builder cannot express. */

/** A value for a `?`. An array expands to a list of values. */
export type Binding = Knex.RawBinding | readonly (number | string)[];

/** Quotes an identifier. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}

/** Runs a query and returns its rows. */
export async function queryRows<Row>(
  db: Knex,
  sql: string,
  bindings: readonly Binding[] = [],
): Promise<Row[]> {
  const [rows] = (await db.raw(sql, bindings as Knex.RawBinding[])) as [Row[], unknown];
  return rows;
}

/** Effect of a changing statement. */
export interface Changed {
  readonly rows: number;
  /** Number of warnings and notes. */
  readonly warnings: number;
  /** Id of the first inserted row; 0 if the statement made none. */
  readonly firstId: number;
}

/** Runs a statement that changes rows. */
export async function changeRows(db: Knex, sql: string, bindings: readonly Binding[] = []): Promise<Changed> {
  const [header] = (await db.raw(sql, bindings as Knex.RawBinding[])) as [ResultSetHeader, unknown];
  return { rows: header.affectedRows, warnings: header.warningStatus, firstId: header.insertId };
}

/** Runs a statement that changes rows; returns the number of affected rows. */
export async function affectedRows(
  db: Knex,
  sql: string,
  bindings: readonly Binding[] = [],
): Promise<number> {
  return (await changeRows(db, sql, bindings)).rows;
}

/** Reads the codes of the last statement's warnings, without notes. */
export async function warningCodes(connection: Knex): Promise<readonly number[]> {
  const warnings = await queryRows<{ Level: string; Code: number }>(connection, "SHOW WARNINGS");
  return warnings.filter(({ Level }) => Level !== "Note").map(({ Code }) => Code);
}

/** Runs a statement; returns its insert id, such as the value of LAST_INSERT_ID(). */
export async function insertedId(db: Knex, sql: string, bindings: readonly Binding[] = []): Promise<number> {
  const [header] = (await db.raw(sql, bindings as Knex.RawBinding[])) as [ResultSetHeader, unknown];
  return header.insertId;
}

/** SQL among the values of a `rowList`: a constant, or one with checked integers. */
export interface SqlText {
  readonly toSqlString: () => string;
}

/** Binds rows to `VALUES ?`. mysql2 expands a nested array to a list of rows; knex's types do not know that. */
export function rowList(rows: readonly (readonly (string | number | null | SqlText)[])[]): Knex.RawBinding {
  return rows as unknown as Knex.RawBinding;
}

/** Formats an instant for a DATETIME column: `2026-11-23 09:00:00.000`. Our own tables store UTC. */
export function toUtcText(instant: Date): string {
  return instant.toISOString().replace("T", " ").replace("Z", "");
}

/** Parses a DATETIME of our own tables, which store UTC. */
export function fromUtcText(text: string): Date {
  return new Date(`${text.replace(" ", "T")}Z`);
}

/** Splits a list into as few chunks of at most `size` items as possible, all about equally long. */
export function splitEvenly<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const chunkCount = Math.ceil(items.length / size);
  const length = Math.ceil(items.length / chunkCount);
  return Array.from({ length: chunkCount }, (_, n) => items.slice(n * length, (n + 1) * length));
}
