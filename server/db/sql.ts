import type { Knex } from "knex";
import type { ResultSetHeader } from "mysql2";

/** Statements that knex's builder cannot write, with the types of what comes back said once, here. */

/** A value behind a `?`; an array stands for a list of values. */
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

/** What a changing statement did. */
export interface Changed {
  readonly rows: number;
  /** How many warnings and notes the server has of it. */
  readonly warnings: number;
  /** Id of the first inserted row; 0 if the statement made none. */
  readonly firstId: number;
}

/** Runs a statement that changes something. */
export async function changeRows(db: Knex, sql: string, bindings: readonly Binding[] = []): Promise<Changed> {
  const [header] = (await db.raw(sql, bindings as Knex.RawBinding[])) as [ResultSetHeader, unknown];
  return { rows: header.affectedRows, warnings: header.warningStatus, firstId: header.insertId };
}

/** Runs a statement that changes something and returns how many rows were affected. */
export async function affectedRows(
  db: Knex,
  sql: string,
  bindings: readonly Binding[] = [],
): Promise<number> {
  return (await changeRows(db, sql, bindings)).rows;
}

/** Reads the codes of the last statement's warnings, notes left out. */
export async function warningCodes(connection: Knex): Promise<readonly number[]> {
  const warnings = await queryRows<{ Level: string; Code: number }>(connection, "SHOW WARNINGS");
  return warnings.filter(({ Level }) => Level !== "Note").map(({ Code }) => Code);
}

/** Runs a statement and returns the insert id that it left behind, such as the value of its LAST_INSERT_ID(). */
export async function insertedId(db: Knex, sql: string, bindings: readonly Binding[] = []): Promise<number> {
  const [header] = (await db.raw(sql, bindings as Knex.RawBinding[])) as [ResultSetHeader, unknown];
  return header.insertId;
}

/** Binds rows to `VALUES ?`. mysql2 expands a nested array to a list of rows; knex's types do not know that. */
export function rowList(rows: readonly (readonly (string | number | null)[])[]): Knex.RawBinding {
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
