import type { Knex } from "knex";
import { queryRows } from "../../db/sql.ts";
import { commitSoFar } from "../../db/transaction.ts";
import { splitEvenly } from "../../lib/splitEvenly.ts";
import { type LeftoverRow, toLeftover } from "../move/leftovers.ts";
import { onLeadTables } from "../move/moveErrors.ts";
import type { FoundLead, LeftoverLead } from "../move/outcome.ts";
import type { StatementSizes } from "../move/statementSize.ts";
import type { ColumnPlan } from "./columnPlan.ts";
import type { Direction } from "./direction.ts";
import {
  type AlteredRow,
  changeProven,
  deleteAlteredCopies,
  type Insertion,
  insertProven,
} from "./provingStatement.ts";
import * as statements from "./statements.ts";

interface SelectedRow {
  leadId: number;
  listId: number | string;
  inTarget: number;
}

/** A found lead with its list, by which its visibility is decided. */
export interface SelectedLead extends FoundLead {
  readonly listId: number | string;
}

/** Where a lead stands. */
export interface LocatedLead {
  readonly leadId: number;
  readonly inSource: boolean;
  readonly inTarget: boolean;
  /** Its list, in the source where it stands there. */
  readonly listId: number | string;
}

/** How many leads a statement takes that locks nobody out for long: one that reads, or locks rows only. */
const STATEMENT_SIZE = 500;

/**
 * The statements of a move, carried out on one connection.
 *
 * @param statementSizes how long statements took so far; they go on being measured
 */
export function createLeadTables(
  connection: Knex,
  database: string,
  direction: Direction,
  statementSizes: StatementSizes,
) {
  const tables: statements.MoveTables = {
    key: "lead_id",
    source: statements.qualify(database, direction.source),
    target: statements.qualify(database, direction.target),
  };

  /** Reads over the ids, a slice at a time; an empty list needs no statement. */
  async function read<Row>(sql: string, ids: readonly number[]): Promise<readonly Row[]> {
    const rows: Row[] = [];
    for (const slice of splitEvenly(ids, STATEMENT_SIZE))
      rows.push(...(await onLeadTables(() => queryRows<Row>(connection, sql, [slice]))));
    return rows;
  }

  /** Works over the ids, a slice at a time, and measures how long that takes. */
  async function inSlices<T>(
    ids: readonly number[],
    plan: ColumnPlan,
    kind: keyof StatementSizes,
    work: (slice: readonly number[]) => Promise<T>,
    isEnough: (done: T) => boolean = () => false,
  ): Promise<readonly T[]> {
    const done: T[] = [];
    const size = plan.transactional ? STATEMENT_SIZE : statementSizes[kind].size();
    for (const slice of splitEvenly(ids, size)) {
      const start = performance.now();
      const result = await work(slice);
      done.push(result);
      if (!plan.transactional) statementSizes[kind].note(slice.length, performance.now() - start);
      if (isEnough(result)) break;
    }
    return done;
  }

  /** Changes rows by what the statement proves of them, and tells how many were affected in all. */
  async function change(
    sql: string,
    ids: readonly number[],
    plan: ColumnPlan,
    kind: keyof StatementSizes,
  ): Promise<number> {
    const work = (slice: readonly number[]) => changeProven(connection, sql, [slice], plan);
    return (await inSlices(ids, plan, kind, work)).reduce((sum, rows) => sum + rows, 0);
  }

  return {
    /**
     * The named leads that stand in the source.
     *
     * @param lock keeps them and their twins as they are until the transaction ends; only where tables have
     *   transactions, for on others it would lock the dialer out for nothing
     */
    async select(ids: readonly number[], lock: boolean): Promise<readonly SelectedLead[]> {
      const sql = statements.selectNamed(tables, lock);
      const rows = await read<SelectedRow>(sql, ids);
      return rows.map((row) => ({ leadId: row.leadId, listId: row.listId, inTarget: row.inTarget === 1 }));
    },

    /** Where the named leads stand; what stands nowhere is left out. */
    async locate(ids: readonly number[]): Promise<readonly LocatedLead[]> {
      const inSource = await this.select(ids, false);
      const found = new Set(inSource.map((lead) => lead.leadId));
      const others = ids.filter((id) => !found.has(id));
      const sql = statements.selectTarget(tables);
      const inTarget = await read<Omit<SelectedRow, "inTarget">>(sql, others);
      return [
        ...inSource.map(({ inTarget, ...lead }) => ({ ...lead, inSource: true, inTarget: inTarget })),
        ...inTarget.map(({ leadId, listId }) => ({ leadId, listId, inSource: false, inTarget: true })),
      ];
    },

    /** Keeps both tables' definitions as they are until the transaction ends. */
    async holdDefinitions(): Promise<void> {
      await onLeadTables(() => queryRows(connection, statements.holdDefinitions(tables)));
    },

    /** The leads that hold data in a column which the target lacks. */
    async unmovable(plan: ColumnPlan, ids: readonly number[]): Promise<readonly number[]> {
      if (plan.sourceOnly.length === 0) return [];
      const sql = statements.selectUnmovable(tables, plan);
      return (await read<{ leadId: number }>(sql, ids)).map((row) => row.leadId);
    },

    /**
     * Inserts the named rows that the target lacks, up to the first that are altered on the way. Where the tables roll
     * back, altered rows are not looked for here: ask `differing`.
     */
    async insertAbsent(plan: ColumnPlan, ids: readonly number[]): Promise<Insertion> {
      const returning = plan.returnsInserted && !plan.transactional;
      const work = (slice: readonly number[]) => insertProven(connection, tables, plan, slice, returning);
      const done = await inSlices(ids, plan, "insert", work, ({ altered }) => altered.length > 0);
      return {
        rows: done.reduce((sum, { rows }) => sum + rows, 0),
        altered: done.flatMap(({ altered }) => altered),
      };
    },

    /** Deletes rows that were altered on the way, unless somebody has changed them since. */
    async deleteAlteredCopies(plan: ColumnPlan, altered: readonly AlteredRow[]): Promise<void> {
      await deleteAlteredCopies(connection, tables, plan, altered);
    },

    /** The named leads that stand in both tables and differ there. */
    async differing(plan: ColumnPlan, ids: readonly number[]): Promise<readonly number[]> {
      const sql = statements.selectDiffering(tables, plan);
      return (await read<{ leadId: number }>(sql, ids)).map((row) => row.leadId);
    },

    async updateExisting(plan: ColumnPlan, ids: readonly number[]): Promise<void> {
      await change(statements.updateExisting(tables, plan), ids, plan, "update");
    },

    /** Deletes from the source what equals its twin, and tells how many that were. */
    async deleteEqual(plan: ColumnPlan, ids: readonly number[]): Promise<number> {
      return change(statements.deleteEqual(tables, plan), ids, plan, "delete");
    },

    /** Deletes from the target what is only a copy of the source: takes an insert back, and touches nothing else. */
    async deleteInserted(plan: ColumnPlan, ids: readonly number[]): Promise<void> {
      await change(statements.deleteCopies(tables, plan), ids, plan, "delete");
    },

    /** The named leads that still stand in the source, and why. */
    async leftovers(plan: ColumnPlan, ids: readonly number[]): Promise<readonly LeftoverLead[]> {
      const rows = await read<LeftoverRow>(statements.selectLeftovers(tables, plan), ids);
      return rows.map((row) => toLeftover(plan, row));
    },

    /** Undoes what was done since the last commit, where a table can, and goes on in a new transaction. */
    async rollBack(): Promise<void> {
      await connection.raw("ROLLBACK AND CHAIN");
    },

    /** Makes what was done so far durable, and goes on in a new transaction on the same connection. */
    async commit(): Promise<void> {
      await commitSoFar(connection);
    },
  };
}

export type LeadTables = ReturnType<typeof createLeadTables>;
