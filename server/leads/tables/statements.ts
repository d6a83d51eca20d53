import { quoteName } from "../../db/sql.ts";
import { cellOf, holdsDefault, JOINED, type RowNames, sameInBoth } from "./cellEquality.ts";
import type { ColumnPlan } from "./columnPlan.ts";
import type { MovedTable, TablePair } from "./direction.ts";

/**
 * The SQL of a move, as text with one `?` for the list of lead ids. `s` is the source row, `t` its twin in the
 * target. Names come from information_schema and are quoted; no value is ever part of a text.
 */

/** Two tables with their database, quoted. */
export interface MoveTables {
  /** The column, unique in both, by which a row has a twin. */
  readonly key: "lead_id" | "callback_id";
  readonly source: string;
  readonly target: string;
}

/** Quotes a table with its database. */
export function qualify(database: string, table: MovedTable): string {
  return `${quoteName(database)}.${quoteName(table)}`;
}

/** Quotes both tables of a pair. */
export function moveTables(
  database: string,
  { source, target }: TablePair,
  key: MoveTables["key"] = "lead_id",
): MoveTables {
  return { key, source: qualify(database, source), target: qualify(database, target) };
}

/** Each condition that makes a source row superfluous, with the column it speaks of. */
export function equalityConditions(
  plan: ColumnPlan,
  rows: RowNames = JOINED,
): readonly { name: string; condition: string }[] {
  return [
    ...plan.compared.map((column) => ({ name: column.name, condition: sameInBoth(column, rows) })),
    ...plan.sourceOnly.map((column) => ({ name: column.name, condition: holdsDefault(rows.source, column) })),
  ];
}

function join(kind: "INNER" | "LEFT", tables: MoveTables): string {
  return `${tables.source} AS s ${kind} JOIN ${tables.target} AS t ON t.${tables.key} = s.${tables.key}`;
}

function allEqual(plan: ColumnPlan, rows: RowNames = JOINED): string {
  return equalityConditions(plan, rows)
    .map(({ condition }) => `(${condition})`)
    .join(" AND ");
}

/** The named rows of the source, with their list and whether a twin stands in the target; in lead_id order. */
export function selectNamed(tables: MoveTables, lock: boolean): string {
  return `SELECT s.lead_id AS leadId, s.list_id AS listId, t.lead_id IS NOT NULL AS inTarget
    FROM ${join("LEFT", tables)} WHERE s.lead_id IN (?) ORDER BY s.lead_id${lock ? " FOR UPDATE" : ""}`;
}

/** The named rows of the target, with their list. */
export function selectTarget(tables: MoveTables): string {
  return `SELECT t.lead_id AS leadId, t.list_id AS listId FROM ${tables.target} AS t WHERE t.lead_id IN (?)`;
}

/** Reads nothing, but keeps both tables' definitions as they are until the transaction ends. */
export function holdDefinitions(tables: MoveTables): string {
  return `SELECT 1 FROM ${join("INNER", tables)} WHERE FALSE`;
}

/** The rows that would lose data, because the target lacks a column in which they hold some. */
export function selectUnmovable(tables: MoveTables, plan: ColumnPlan): string {
  const conditions = plan.sourceOnly
    .map((column) => `(${holdsDefault(JOINED.source, column)})`)
    .join(" AND ");
  return `SELECT s.lead_id AS leadId FROM ${tables.source} AS s WHERE s.lead_id IN (?) AND NOT (${conditions})`;
}

/** Inserts those named rows that the same statement proves absent. */
export function insertAbsent(tables: MoveTables, plan: ColumnPlan): string {
  return `INSERT INTO ${tables.target} (${plan.copied.map(quoteName).join(", ")})
    SELECT ${plan.copied.map((name) => cellOf(JOINED.source, name)).join(", ")}
    FROM ${join("LEFT", tables)} WHERE s.${tables.key} IN (?) AND t.${tables.key} IS NULL`;
}

/** A fingerprint of a target row: of every cell, so that it holds for cells of any size. */
function fingerprint(plan: ColumnPlan, row: string): string {
  const names = [...plan.compared, ...plan.targetOnly].map(({ name }) => name);
  const cells = names.map((name) => `IFNULL(MD5(${cellOf(row, name)}), '-')`);
  return `MD5(CONCAT_WS(',', ${cells.join(", ")}))`;
}

/**
 * Inserts as `insertAbsent` does, and returns each row's key, with a fingerprint where the row as it was inserted differs
 * from its source in a column of both: a trigger or another type has altered it.
 */
export function insertAbsentReturning(tables: MoveTables, plan: ColumnPlan): string {
  const rows: RowNames = { source: "s", target: tables.target };
  const isCopy = `(SELECT ${allEqual({ ...plan, sourceOnly: [] }, rows)} FROM ${tables.source} AS s
      WHERE s.${tables.key} = ${cellOf(tables.target, tables.key)})`;
  return `${insertAbsent(tables, plan)}
    RETURNING ${tables.key} AS id, IF(${isCopy}, NULL, ${fingerprint(plan, tables.target)}) AS alteredTo`;
}

/** The named rows of both tables that differ. */
export function selectDiffering(tables: MoveTables, plan: ColumnPlan): string {
  return `SELECT s.${tables.key} AS leadId
    FROM ${join("INNER", tables)} WHERE s.${tables.key} IN (?) AND NOT (${allEqual(plan)})`;
}

/** Deletes target rows that still are as their fingerprints say, where the source row still stands. */
export function deleteAlteredCopies(tables: MoveTables, plan: ColumnPlan): string {
  return `DELETE t FROM ${join("INNER", tables)} WHERE s.${tables.key} IN (?) AND ${fingerprint(plan, "t")} IN (?)`;
}

/** Gives the twins in the target the source's data. */
export function updateExisting(tables: MoveTables, plan: ColumnPlan): string {
  const assignments = plan.copied
    .map((name) => `${cellOf(JOINED.target, name)} = ${cellOf(JOINED.source, name)}`)
    .join(", ");
  return `UPDATE ${join("INNER", tables)} SET ${assignments} WHERE s.lead_id IN (?) AND NOT (${allEqual(plan)})`;
}

/** Deletes source rows whose twin in the target is equal in every column, as seen by this very statement. */
export function deleteEqual(tables: MoveTables, plan: ColumnPlan): string {
  return `DELETE s FROM ${join("INNER", tables)} WHERE s.${tables.key} IN (?) AND ${allEqual(plan)}`;
}

/**
 * Deletes target rows that are nothing but copies, as seen by this very statement: equal to the source in every column,
 * and with no data in columns that only the target has.
 */
export function deleteCopies(tables: MoveTables, plan: ColumnPlan): string {
  const untouched = plan.targetOnly.map((column) => ` AND ${holdsDefault(JOINED.target, column)}`).join("");
  return `DELETE t FROM ${join("INNER", tables)} WHERE s.${tables.key} IN (?) AND ${allEqual(plan)}${untouched}`;
}

/** The most characters of a long cell that are read to be shown. */
const SHOWN_LENGTH = 1000;

/**
 * The named rows that still stand in the source, each with its twin: for the n-th condition `e<n>` says whether it
 * holds, `s<n>` and `t<n>` are the two cells, of which long ones are cut.
 */
export function selectLeftovers(tables: MoveTables, plan: ColumnPlan): string {
  const shared = new Map(plan.compared.map((column) => [column.name, column]));
  const cells = equalityConditions(plan).map(({ name, condition }, n) => {
    const shown = (row: string) =>
      shared.get(name)?.long === false ? cellOf(row, name) : `LEFT(${cellOf(row, name)}, ${SHOWN_LENGTH})`;
    const twin = shared.has(name) ? shown("t") : "NULL";
    return `(${condition}) AS e${n}, ${shown("s")} AS s${n}, ${twin} AS t${n}`;
  });
  return `SELECT s.${tables.key} AS leadId, t.${tables.key} IS NOT NULL AS inTarget, ${cells.join(", ")}
    FROM ${join("LEFT", tables)} WHERE s.${tables.key} IN (?)`;
}
