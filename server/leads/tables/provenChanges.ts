import { map, query, type Script, send } from "../../db/script.ts";
import { type Binding, type Connection, changeRows, warningCodes } from "../../db/sql.ts";
import { fail } from "../../errors.ts";
import { onLeadTables } from "../move/moveErrors.ts";
import type { ColumnPlan } from "./columnPlan.ts";
import * as statements from "./statements.ts";

/** Changes that are proven by the changing statement itself. Leads and callbacks move by them. */

/** An inserted row that differs from its source. */
export interface AlteredRow {
  readonly id: number;
  readonly fingerprint: string;
}

/** ER_WARN_ALLOWED_PACKET_OVERFLOWED: a cell exceeds max_allowed_packet and was converted to NULL. */
const CELL_TOO_LARGE = 1301;

/**
 * Runs a statement that compares cells and changes rows; returns the number of changed rows.
 *
 * @throws DearchiveError row_refused if a cell was too large to compare; the caller's transaction rolls back
 */
export async function changeProven(
  connection: Connection,
  sql: string,
  bindings: readonly Binding[],
  { transactional }: ColumnPlan,
): Promise<number> {
  const { rows, warnings } = await onLeadTables(() => changeRows(connection, sql, bindings));
  // Without transactions the change is final. It is still correct, because a failed conversion proves nothing.
  if (!transactional || warnings === 0) return rows;
  if ((await warningCodes(connection)).includes(CELL_TOO_LARGE))
    fail({ code: "row_refused", detail: "a lead's data is too large to be compared (max_allowed_packet)" });
  return rows;
}

/** Result of an insert. */
export interface Insertion {
  readonly rows: number;
  /** Rows that were altered on insert, if `returning` was set. */
  readonly altered: readonly AlteredRow[];
}

/**
 * Inserts the named rows that the target lacks. The statement itself reports rows that were altered on insert: a moment later,
 * changes of other sessions would look the same. Requires `plan.returnsInserted`.
 */
export function insertReturning(
  tables: statements.MoveTables,
  plan: ColumnPlan,
  ids: readonly number[],
): Script<Insertion> {
  const sql = statements.insertAbsentReturning(tables, plan);
  return map(query<{ id: number; alteredTo: string | null }>(sql, [ids]), (inserted) => ({
    rows: inserted.length,
    altered: inserted.flatMap(({ id, alteredTo }) =>
      alteredTo === null ? [] : [{ id, fingerprint: alteredTo }],
    ),
  }));
}

/** Inserts the named rows that the target lacks, and reports altered ones if `plan.returnsInserted`. */
export async function insertProven(
  connection: Connection,
  tables: statements.MoveTables,
  plan: ColumnPlan,
  ids: readonly number[],
): Promise<Insertion> {
  if (plan.returnsInserted) return onLeadTables(() => send(connection, insertReturning(tables, plan, ids)));
  const rows = await changeProven(connection, statements.insertAbsent(tables, plan), [ids], plan);
  return { rows, altered: [] };
}

/** Deletes altered rows, unless another session has changed them since they were inserted. */
export async function deleteAlteredCopies(
  connection: Connection,
  tables: statements.MoveTables,
  plan: ColumnPlan,
  altered: readonly AlteredRow[],
): Promise<void> {
  if (altered.length === 0) return;
  const bindings = [altered.map(({ id }) => id), altered.map(({ fingerprint }) => fingerprint)];
  await onLeadTables(() => changeRows(connection, statements.deleteAlteredCopies(tables, plan), bindings));
}
