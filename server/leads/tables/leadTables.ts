import type { Knex } from "knex";
import { commitSoFar } from "../../db/transaction.ts";
import { splitEvenly } from "../../lib/splitEvenly.ts";
import type { StatementSizes } from "../move/statementSize.ts";
import type { ColumnPlan } from "./columnPlan.ts";
import type { Direction } from "./direction.ts";
import { createLeadReader, STATEMENT_SIZE } from "./leadReader.ts";
import {
  type AlteredRow,
  changeProven,
  deleteAlteredCopies,
  type Insertion,
  insertProven,
} from "./provingStatement.ts";
import * as statements from "./statements.ts";

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
