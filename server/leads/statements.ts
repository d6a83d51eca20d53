import type { ColumnPlan, ComparedColumn } from "./columns.ts";
import type { MovedTable } from "./direction.ts";
import { isUtf8, type Side } from "./pairing.ts";

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

/** Quotes an identifier. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}

/** The quoted name of such a table in Vicidial's database. */
export function qualify(database: string, table: MovedTable): string {
  return `${quoteName(database)}.${quoteName(table)}`;
}

function cell(side: Side, name: string): string {
  return `${side}.${quoteName(name)}`;
}

/** A text's bytes in utf8mb4. What stands there already is not converted, for that might mend broken bytes. */
function utf8Bytes(text: string, charset: string): string {
  return `CAST(${isUtf8(charset) ? text : `CONVERT(${text} USING utf8mb4)`} AS BINARY)`;
}

/** Conditions that a text comes back from utf8mb4 as it went: bytes that mean nothing would become question marks. */
function comesBack(text: string, charset: string): readonly string[] {
  if (isUtf8(charset)) return [];
  return [
    `CAST(CONVERT(CONVERT(${text} USING utf8mb4) USING ${charset}) AS BINARY) <=> CAST(${text} AS BINARY)`,
  ];
}

/** Condition that both rows hold the same in a column; NULL equals NULL. */
function equals({ name, equality }: ComparedColumn): string {
  const [source, target] = [cell("s", name), cell("t", name)];
  const bytes = `CAST(${source} AS BINARY) <=> CAST(${target} AS BINARY)`;
  switch (equality.by) {
    case "value":
      return `${source} <=> ${target}`;
    case "bytes":
      return bytes;
    case "both":
      return `${bytes} AND ${source} <=> ${target}`;
    case "text": {
      const { s, t } = equality.charsets;
      return [
        `${utf8Bytes(source, s)} <=> ${utf8Bytes(target, t)}`,
        ...comesBack(source, s),
        ...comesBack(target, t),
      ].join(" AND ");
    }
  }
}

/** Condition that a column which the other table lacks holds nothing but its default. */
function holdsDefault(
  side: Side,
  column: { readonly name: string; readonly constantDefault: boolean },
): string {
  const held = cell(side, column.name);
  return column.constantDefault ? `CAST(${held} AS BINARY) <=> CAST(DEFAULT(${held}) AS BINARY)` : "FALSE";
}

/** Each condition that makes a source row superfluous, with the column it speaks of. */
export function equalityConditions(plan: ColumnPlan): readonly { name: string; condition: string }[] {
  return [
    ...plan.compared.map((column) => ({ name: column.name, condition: equals(column) })),
    ...plan.sourceOnly.map((column) => ({ name: column.name, condition: holdsDefault("s", column) })),
  ];
}

function join(kind: "INNER" | "LEFT", tables: MoveTables): string {
  return `${tables.source} AS s ${kind} JOIN ${tables.target} AS t ON t.${tables.key} = s.${tables.key}`;
}

function allEqual(plan: ColumnPlan): string {
  return equalityConditions(plan)
    .map(({ condition }) => `(${condition})`)
    .join(" AND ");
}

/** The named rows of the source, with their list and whether a twin stands in the target; in lead_id order. */
export function selectNamed(tables: MoveTables, lock: boolean): string {
  return `SELECT s.lead_id AS leadId, s.list_id AS listId, t.lead_id IS NOT NULL AS hasTwin
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
  const conditions = plan.sourceOnly.map((column) => `(${holdsDefault("s", column)})`).join(" AND ");
  return `SELECT s.lead_id AS leadId FROM ${tables.source} AS s WHERE s.lead_id IN (?) AND NOT (${conditions})`;
}

/** Inserts those named rows that the same statement proves absent. */
export function insertAbsent(tables: MoveTables, plan: ColumnPlan): string {
  return `INSERT INTO ${tables.target} (${plan.copied.map(quoteName).join(", ")})
    SELECT ${plan.copied.map((name) => cell("s", name)).join(", ")}
    FROM ${join("LEFT", tables)} WHERE s.${tables.key} IN (?) AND t.${tables.key} IS NULL`;
}

/** Gives the twins in the target the source's data. */
export function updateTwins(tables: MoveTables, plan: ColumnPlan): string {
  const assignments = plan.copied.map((name) => `${cell("t", name)} = ${cell("s", name)}`).join(", ");
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
export function takeBackCopies(tables: MoveTables, plan: ColumnPlan): string {
  const untouched = plan.targetOnly.map((column) => ` AND ${holdsDefault("t", column)}`).join("");
  return `DELETE t FROM ${join("INNER", tables)} WHERE s.lead_id IN (?) AND ${allEqual(plan)}${untouched}`;
}

/**
 * The named rows that still stand in the source, each with its twin: for the n-th condition `e<n>` says whether it
 * holds, `s<n>` and `t<n>` are the two cells.
 */
export function selectLeftovers(tables: MoveTables, plan: ColumnPlan): string {
  const shared = new Set(plan.compared.map(({ name }) => name));
  const cells = equalityConditions(plan).map(({ name, condition }, n) => {
    const twin = shared.has(name) ? cell("t", name) : "NULL";
    return `(${condition}) AS e${n}, ${cell("s", name)} AS s${n}, ${twin} AS t${n}`;
  });
  return `SELECT s.lead_id AS leadId, t.lead_id IS NOT NULL AS hasTwin, ${cells.join(", ")}
    FROM ${join("LEFT", tables)} WHERE s.lead_id IN (?)`;
}
