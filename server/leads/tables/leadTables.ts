import type { Knex } from "knex";
import { isPassing } from "../../db/databaseErrors.ts";
import { sendTogether } from "../../db/packets.ts";
import { type Binding, changeRows, queryRows, splitEvenly, warningCodes } from "../../db/sql.ts";
import { commitSoFar } from "../../db/transaction.ts";
import { fail } from "../../errors.ts";
import { onLeadTables } from "../move/moveErrors.ts";
import type { StatementSizes } from "../move/statementSize.ts";
import type { ColumnPlan } from "./columnPlan.ts";
import type { Direction } from "./direction.ts";
import { createLeadReader, STATEMENT_SIZE } from "./leadReader.ts";
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

/**
 * Runs the statements of a move on one connection: those of the lead reader, and those that change rows.
 *
 * @param statementSizes measures the changing statements, and limits them on tables without transactions
 */
export function createLeadTables(
  connection: Knex,
  database: string,
  direction: Direction,
  statementSizes: StatementSizes,
) {
  const tables = statements.moveTables(database, direction);

  async function inChunks<T>(
    ids: readonly number[],
    plan: ColumnPlan,
    kind: keyof StatementSizes,
    work: (chunk: readonly number[]) => Promise<T>,
    isEnough: (done: T) => boolean = () => false,
  ): Promise<readonly T[]> {
    const done: T[] = [];
    const size = plan.transactional ? STATEMENT_SIZE : statementSizes[kind].size();
    for (const chunk of splitEvenly(ids, size)) {
      const start = performance.now();
      const result = await work(chunk);
      done.push(result);
      if (!plan.transactional) statementSizes[kind].note(chunk.length, performance.now() - start);
      if (isEnough(result)) break;
    }
    return done;
  }

  /** Returns the number of affected rows. */
  async function change(
    sql: string,
    ids: readonly number[],
    plan: ColumnPlan,
    kind: keyof StatementSizes,
  ): Promise<number> {
    const work = (chunk: readonly number[]) => changeProven(connection, sql, [chunk], plan);
    return (await inChunks(ids, plan, kind, work)).reduce((sum, rows) => sum + rows, 0);
  }

  return {
    ...createLeadReader(connection, database, direction),

    /**
     * Inserts the named rows that the target lacks. On tables without transactions it stops after the first chunk with a row
     * that was altered on insert. On others it does not look for altered rows: use `differing`.
     */
    async insertAbsent(plan: ColumnPlan, ids: readonly number[]): Promise<Insertion> {
      const returning = plan.returnsInserted && !plan.transactional;
      const work = (chunk: readonly number[]) => insertProven(connection, tables, plan, chunk, returning);
      const done = await inChunks(ids, plan, "insert", work, ({ altered }) => altered.length > 0);
      return {
        rows: done.reduce((sum, { rows }) => sum + rows, 0),
        altered: done.flatMap(({ altered }) => altered),
      };
    },

    /**
     * Inserts the named rows, which the target lacks, and deletes them in the source, in one round trip. Only for tables with
     * transactions. If anything unusual happens, it changes nothing and returns false.
     */
    async moveAbsent(plan: ColumnPlan, ids: readonly number[]): Promise<boolean> {
      try {
        const [, ...effects] = await sendTogether(
          connection,
          async () => connection.raw("SAVEPOINT before_changes"),
          () => changeRows(connection, statements.insertAbsent(tables, plan), [ids]),
          () => changeRows(connection, statements.deleteEqual(tables, plan), [ids]),
        );
        if (effects.every(({ rows, warnings }) => rows === ids.length && warnings === 0)) return true;
      } catch (error) {
        if (isPassing(error)) throw error;
      }
      await connection.raw("ROLLBACK TO SAVEPOINT before_changes");
      return false;
    },

    /** Deletes rows that were altered on insert, unless another session has changed them since. */
    async deleteAlteredCopies(plan: ColumnPlan, altered: readonly AlteredRow[]): Promise<void> {
      await deleteAlteredCopies(connection, tables, plan, altered);
    },

    async updateExisting(plan: ColumnPlan, ids: readonly number[]): Promise<void> {
      await change(statements.updateExisting(tables, plan), ids, plan, "update");
    },

    /** Deletes source rows that equal their counterparts; returns how many. */
    async deleteEqual(plan: ColumnPlan, ids: readonly number[]): Promise<number> {
      return change(statements.deleteEqual(tables, plan), ids, plan, "delete");
    },

    /** Deletes target rows that are nothing but copies of the source: undoes an insert and touches nothing else. */
    async deleteInserted(plan: ColumnPlan, ids: readonly number[]): Promise<void> {
      await change(statements.deleteCopies(tables, plan), ids, plan, "delete");
    },

    /** Undoes changes since the last commit on tables with transactions, and starts a new transaction. */
    async rollBack(): Promise<void> {
      await connection.raw("ROLLBACK AND CHAIN");
    },

    /** Commits, and starts a new transaction on the same connection. */
    async commit(): Promise<void> {
      await commitSoFar(connection);
    },
  };
}

export type LeadTables = ReturnType<typeof createLeadTables>;
