import type { Knex } from "knex";
import { type Binding, changeRows, queryRows, warningCodes } from "../../db/sql.ts";
import { fail } from "../../errors.ts";
import { onLeadTables } from "../move/moveErrors.ts";
import type { ColumnPlan } from "./columnPlan.ts";
import * as statements from "./statements.ts";

/** A row as it was inserted, where that is not what stands in the source. */
export interface AlteredRow {
  readonly id: number;
  readonly fingerprint: string;
}

/** ER_WARN_ALLOWED_PACKET_OVERFLOWED: a cell is beyond max_allowed_packet, and was converted to NULL. */
const CELL_TOO_LARGE = 1301;

/**
 * Runs a statement that compares cells and changes rows, and returns how many rows it changed.
 *
 * @throws DearchiveError row_refused where a cell was too large to be compared; the caller's transaction rolls back
 */
export async function changeProven(
  connection: Knex,
  sql: string,
  bindings: readonly Binding[],
  { transactional }: ColumnPlan,
): Promise<number> {
  const { rows, warnings } = await onLeadTables(() => changeRows(connection, sql, bindings));
  // Without a rollback the change is there to stay: it is right all the same, because a failed conversion proves nothing.
  if (!transactional || warnings === 0) return rows;
  if ((await warningCodes(connection)).includes(CELL_TOO_LARGE))
    fail({ code: "row_refused", detail: "a lead's data is too large to be compared (max_allowed_packet)" });
  return rows;
}

/** What an insert did. */
export interface Insertion {
  readonly rows: number;
  /** The rows that were altered on the way, where the inserting statement was asked for them. */
  readonly altered: readonly AlteredRow[];
}

/**
 * Inserts the named rows that the target lacks.
 *
 * @param returning asks the inserting statement itself for the rows that were altered on the way: a moment later, other
 *   sessions' changes look the same. Needs `plan.returnsInserted`.
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

/** Deletes altered rows that nobody has changed since they were inserted. */
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
