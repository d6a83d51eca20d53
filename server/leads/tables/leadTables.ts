import { all, change, command, type Effect, type Script, send } from "../../db/script.ts";
import { type Connection, splitEvenly } from "../../db/sql.ts";
import { commitSoFar } from "../../db/transaction.ts";
import { isRowRefusal, onLeadTables } from "../move/moveErrors.ts";
import type { StatementSizes } from "../move/statementSize.ts";
import type { ColumnPlan } from "./columnPlan.ts";
import type { Direction } from "./direction.ts";
import { createLeadReader, STATEMENT_SIZE } from "./leadReader.ts";
import {
  type AlteredRow,
  changeProven,
  deleteAlteredCopies,
  type Insertion,
  insertReturning,
} from "./provenChanges.ts";
import * as statements from "./statements.ts";

/** The leads of each kind of change. */
export interface LeadsToChange {
  readonly insert: readonly number[];
  readonly update: readonly number[];
  readonly delete: readonly number[];
}

function sumOf(effects: readonly Pick<Effect, "rows">[]): number {
  return effects.reduce((sum, { rows }) => sum + rows, 0);
}

/**
 * Runs the statements of a move on one connection: those of the lead reader, and those that change rows.
 *
 * @param statementSizes measures the changing statements, and limits them on tables without transactions
 */
export function createLeadTables(
  connection: Connection,
  database: string,
  direction: Direction,
  statementSizes: StatementSizes,
) {
  const tables = statements.moveTables(database, direction);

  /** For tables without transactions: sends statements for few leads each. The dialer waits for one at a time. */
  async function inSmallStatements<T>(
    ids: readonly number[],
    kind: keyof StatementSizes,
    statement: (chunk: readonly number[]) => Script<T>,
  ): Promise<readonly T[]> {
    const chunks = splitEvenly(ids, statementSizes[kind].size());
    const start = performance.now();
    const done = await onLeadTables(() => send(connection, all(...chunks.map(statement))));
    statementSizes[kind].note(ids.length, performance.now() - start);
    return done;
  }

  /** Returns the number of affected rows. */
  async function changeInChunks(
    sql: string,
    ids: readonly number[],
    plan: ColumnPlan,
    kind: keyof StatementSizes,
  ): Promise<number> {
    if (!plan.transactional)
      return sumOf(await inSmallStatements(ids, kind, (chunk) => change(sql, [chunk])));
    let rows = 0;
    for (const chunk of splitEvenly(ids, STATEMENT_SIZE))
      rows += await changeProven(connection, sql, [chunk], plan);
    return rows;
  }

  return {
    ...createLeadReader(connection, database, direction),

    /**
     * Makes all changes of a move in one round trip, in a transaction.
     *
     * @returns the numbers of inserted and deleted rows; undefined if a table refused a row or a cell was too large to compare. Then
     *   nothing is changed, and the single changes find out which lead it was
     */
    async changeTogether(plan: ColumnPlan, ids: LeadsToChange) {
      const changing = (render: typeof statements.deleteEqual, some: readonly number[]) =>
        all(...splitEvenly(some, STATEMENT_SIZE).map((chunk) => change(render(tables, plan), [chunk])));
      const script = all(
        command("SAVEPOINT before_changes"),
        changing(statements.insertAbsent, ids.insert),
        changing(statements.updateExisting, ids.update),
        changing(statements.deleteEqual, ids.delete),
      );
      try {
        const [, inserted, updated, deleted] = await onLeadTables(() => send(connection, script));
        if ([...inserted, ...updated, ...deleted].every(({ warnings }) => warnings === 0))
          return { inserted: sumOf(inserted), deleted: sumOf(deleted) };
      } catch (error) {
        if (!isRowRefusal(error)) throw error;
      }
      await send(connection, command("ROLLBACK TO SAVEPOINT before_changes"));
      return undefined;
    },

    /**
     * Inserts the named rows that the target lacks. On tables with transactions it does not look for rows that were altered on
     * insert: use `differing`.
     */
    async insertAbsent(plan: ColumnPlan, ids: readonly number[]): Promise<Insertion> {
      if (plan.transactional || !plan.returnsInserted) {
        const rows = await changeInChunks(statements.insertAbsent(tables, plan), ids, plan, "insert");
        return { rows, altered: [] };
      }
      const done = await inSmallStatements(ids, "insert", (chunk) => insertReturning(tables, plan, chunk));
      return { rows: sumOf(done), altered: done.flatMap(({ altered }) => altered) };
    },

    /** Deletes rows that were altered on insert, unless another session has changed them since. */
    async deleteAlteredCopies(plan: ColumnPlan, altered: readonly AlteredRow[]): Promise<void> {
      await deleteAlteredCopies(connection, tables, plan, altered);
    },

    async updateExisting(plan: ColumnPlan, ids: readonly number[]): Promise<void> {
      await changeInChunks(statements.updateExisting(tables, plan), ids, plan, "update");
    },

    /** Deletes source rows that equal their counterparts; returns how many. */
    async deleteEqual(plan: ColumnPlan, ids: readonly number[]): Promise<number> {
      return changeInChunks(statements.deleteEqual(tables, plan), ids, plan, "delete");
    },

    /** Deletes target rows that are nothing but copies of the source: undoes an insert and touches nothing else. */
    async deleteInserted(plan: ColumnPlan, ids: readonly number[]): Promise<void> {
      await changeInChunks(statements.deleteCopies(tables, plan), ids, plan, "delete");
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
