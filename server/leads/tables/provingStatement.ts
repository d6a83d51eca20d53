import type { Knex } from "knex";
import { type Binding, changeRows, queryRows, warningCodes } from "../../db/sql.ts";
import { fail } from "../../errors.ts";
import { onLeadTables } from "../move/moveErrors.ts";
import type { ColumnPlan } from "./columnPlan.ts";
import * as statements from "./statements.ts";

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
  connection: Knex,
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
 * Inserts the named rows that the target lacks.
 *
 * @param returning lets the inserting statement itself report rows that were altered on insert. A moment later, changes of other
 *   sessions would look the same. Requires `plan.returnsInserted`.
 */
export async function insertProven(
  connection: Knex,
  tables: statements.MoveTables,
  plan: ColumnPlan,
  ids: readonly number[],
  returning: boolean,
): Promise<Insertion> {
  if (!returning) {
    const rows = await changeProven(connection, statements.insertAbsent(tables, plan), [ids], plan);
    return { rows, altered: [] };
  }
  const sql = statements.insertAbsentReturning(tables, plan);
  const inserted = await onLeadTables(() =>
    queryRows<{ id: number; alteredTo: string | null }>(connection, sql, [ids]),
  );
  const altered = inserted.flatMap(({ id, alteredTo }) =>
    alteredTo === null ? [] : [{ id, fingerprint: alteredTo }],
  );
  return { rows: inserted.length, altered };
}

/** Deletes altered rows, unless another session has changed them since they were inserted. */
export async function deleteAlteredCopies(
  connection: Knex,
  tables: statements.MoveTables,
  plan: ColumnPlan,
  altered: readonly AlteredRow[],
): Promise<void> {
  if (altered.length === 0) return;
  const bindings = [altered.map(({ id }) => id), altered.map(({ fingerprint }) => fingerprint)];
  await onLeadTables(() => changeRows(connection, statements.deleteAlteredCopies(tables, plan), bindings));
}
