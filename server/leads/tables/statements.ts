import { quoteName } from "../../db/sql.ts";
import { cellOf, holdsDefault, JOINED, type RowNames, sameInBoth } from "./cellEquality.ts";
import type { ColumnPlan } from "./columnPlan.ts";
import type { MovedTable, TablePair } from "./direction.ts";

/**
 * Renders the SQL of a move, with one `?` for the list of lead ids. `s` is the source row, `t` its counterpart in the target. Names
 * come from information_schema and are quoted; values are always bound.
 */

/** Two tables with their database, quoted. */
export interface MoveTables {
  /** The column, unique in both tables, that pairs the rows. */
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

type Render = (tables: MoveTables, plan: ColumnPlan) => string;

/** Renders a statement once for as long as its plan is in use, because many columns take a while. */
function oncePerPlan(render: Render): Render {
  const rendered = new WeakMap<ColumnPlan, Map<string, string>>();
  return (tables, plan) => {
    const known = rendered.get(plan) ?? new Map<string, string>();
    rendered.set(plan, known);
    const pair = `${tables.source} ${tables.target}`;
    const sql = known.get(pair) ?? render(tables, plan);
    known.set(pair, sql);
    return sql;
  };
}

/** Renders the conditions that make a source row redundant, with the column of each. */
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

/** Selects the named source rows in lead_id order, with their lists and whether the target has them too. */
export function selectNamed(tables: MoveTables, lock: boolean): string {
  return `SELECT s.lead_id AS leadId, s.list_id AS listId, t.lead_id IS NOT NULL AS inTarget
    FROM ${join("LEFT", tables)} WHERE s.lead_id IN (?) ORDER BY s.lead_id${lock ? " FOR UPDATE" : ""}`;
}

/** Selects the named target rows with their lists. */
export function selectTarget(tables: MoveTables): string {
  return `SELECT t.lead_id AS leadId, t.list_id AS listId FROM ${tables.target} AS t WHERE t.lead_id IN (?)`;
}

/** Reads nothing, but keeps both tables' definitions unchanged until the transaction ends. */
export function holdDefinitions(tables: MoveTables): string {
  return `SELECT 1 FROM ${join("INNER", tables)} WHERE FALSE`;
}

/** Selects the rows that hold data in columns that the target lacks. */
export function selectUnmovable(tables: MoveTables, plan: ColumnPlan): string {
  const conditions = plan.sourceOnly
    .map((column) => `(${holdsDefault(JOINED.source, column)})`)
    .join(" AND ");
  return `SELECT s.lead_id AS leadId FROM ${tables.source} AS s WHERE s.lead_id IN (?) AND NOT (${conditions})`;
}

/** Inserts the named rows that the same statement proves absent. */
export const insertAbsent = oncePerPlan(
  (tables, plan) => `INSERT INTO ${tables.target} (${plan.copied.map(quoteName).join(", ")})
    SELECT ${plan.copied.map((name) => cellOf(JOINED.source, name)).join(", ")}
    FROM ${join("LEFT", tables)} WHERE s.${tables.key} IN (?) AND t.${tables.key} IS NULL`,
);

/** Renders a hash of some cells of a row. It hashes each cell first, so it works for cells of any size. */
export function hashOf(names: readonly string[], row: string): string {
  const cells = names.map((name) => `IFNULL(MD5(${cellOf(row, name)}), '-')`);
  return `MD5(CONCAT_WS(',', ${cells.join(", ")}))`;
}

/** Renders the fingerprint of a target row. */
function fingerprint(plan: ColumnPlan, row: string): string {
  return hashOf(
    [...plan.compared, ...plan.targetOnly].map(({ name }) => name),
    row,
  );
}

/**
 * Inserts like `insertAbsent` and returns each row's key. A row that differs from its source in a shared column, because a trigger
 * or another type altered it, comes with its fingerprint.
 */
export const insertAbsentReturning = oncePerPlan((tables, plan) => {
  const rows: RowNames = { source: "s", target: tables.target };
  const isCopy = `(SELECT ${allEqual({ ...plan, sourceOnly: [] }, rows)} FROM ${tables.source} AS s
      WHERE s.${tables.key} = ${cellOf(tables.target, tables.key)})`;
  return `${insertAbsent(tables, plan)}
    RETURNING ${tables.key} AS id, IF(${isCopy}, NULL, ${fingerprint(plan, tables.target)}) AS alteredTo`;
});

/** Selects the named rows that differ between the tables. */
export const selectDiffering = oncePerPlan(
  (tables, plan) => `SELECT s.${tables.key} AS leadId
    FROM ${join("INNER", tables)} WHERE s.${tables.key} IN (?) AND NOT (${allEqual(plan)})`,
);

/** Deletes target rows that still match their fingerprints, if the source row exists. */
export function deleteAlteredCopies(tables: MoveTables, plan: ColumnPlan): string {
  return `DELETE t FROM ${join("INNER", tables)} WHERE s.${tables.key} IN (?) AND ${fingerprint(plan, "t")} IN (?)`;
}

/** Overwrites the counterparts in the target with the source's data. */
export const updateExisting = oncePerPlan((tables, plan) => {
  const assignments = plan.copied
    .map((name) => `${cellOf(JOINED.target, name)} = ${cellOf(JOINED.source, name)}`)
    .join(", ");
  return `UPDATE ${join("INNER", tables)} SET ${assignments} WHERE s.lead_id IN (?) AND NOT (${allEqual(plan)})`;
});

/** Deletes source rows whose counterparts are equal in every column, as the same statement sees them. */
export const deleteEqual = oncePerPlan(
  (tables, plan) =>
    `DELETE s FROM ${join("INNER", tables)} WHERE s.${tables.key} IN (?) AND ${allEqual(plan)}`,
);

/**
 * Deletes target rows that are nothing but copies, as the same statement sees them: equal to the source in every column, and
 * without data in columns that only the target has.
 */
export function deleteCopies(tables: MoveTables, plan: ColumnPlan): string {
  const untouched = plan.targetOnly.map((column) => ` AND ${holdsDefault(JOINED.target, column)}`).join("");
  return `DELETE t FROM ${join("INNER", tables)} WHERE s.${tables.key} IN (?) AND ${allEqual(plan)}${untouched}`;
}

/** Maximum number of characters of a long cell that are read for display. */
const DISPLAY_LENGTH = 1000;

/**
 * Selects the named rows that are still in the source, with their counterparts. For the n-th condition, `e<n>` tells whether it
 * holds, and `s<n>` and `t<n>` are the two cells, truncated if long.
 */
export function selectLeftovers(tables: MoveTables, plan: ColumnPlan): string {
  const shared = new Map(plan.compared.map((column) => [column.name, column]));
  const cells = equalityConditions(plan).map(({ name, condition }, n) => {
    const display = (row: string) =>
      shared.get(name)?.long === false ? cellOf(row, name) : `LEFT(${cellOf(row, name)}, ${DISPLAY_LENGTH})`;
    const targetCell = shared.has(name) ? display("t") : "NULL";
    return `(${condition}) AS e${n}, ${display("s")} AS s${n}, ${targetCell} AS t${n}`;
  });
  return `SELECT s.${tables.key} AS leadId, t.${tables.key} IS NOT NULL AS inTarget, ${cells.join(", ")}
    FROM ${join("LEFT", tables)} WHERE s.${tables.key} IN (?)`;
}
