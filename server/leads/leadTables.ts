import type { Knex } from "knex";
import { affectedRows, queryRows } from "../db/sql.ts";
import type { ColumnPlan } from "./columns.ts";
import type { Direction } from "./direction.ts";
import { onLeadTables } from "./faults.ts";
import type { FoundLead, LeftoverLead } from "./outcome.ts";
import * as statements from "./statements.ts";

interface SelectedRow {
  leadId: number;
  listId: number | string;
  hasTwin: number;
}

type LeftoverRow = { leadId: number; hasTwin: number } & Record<string, unknown>;

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

/**
 * How many leads one statement takes. On MyISAM a statement locks the whole table, and the dialer waits: two
 * statements of 250 keep its wait near 14 ms where one of 500 makes it 31 ms.
 */
const STATEMENT_SIZE = { transactional: 500, stepwise: 250 } as const;

function cut<T>(items: readonly T[], size: number): readonly T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, n) =>
    items.slice(n * size, (n + 1) * size),
  );
}

function cellText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return Buffer.isBuffer(value) ? `0x${value.toString("hex")}` : String(value);
}

/** The statements of a move, carried out on one connection. */
export function createLeadTables(connection: Knex, database: string, direction: Direction) {
  const tables: statements.MoveTables = {
    source: statements.qualify(database, direction.source),
    target: statements.qualify(database, direction.target),
  };

  function statementSize(plan: ColumnPlan): number {
    return plan.transactional ? STATEMENT_SIZE.transactional : STATEMENT_SIZE.stepwise;
  }

  /** Reads over the ids, a slice at a time; an empty list needs no statement. */
  async function read<Row>(sql: string, ids: readonly number[], size: number): Promise<readonly Row[]> {
    const rows: Row[] = [];
    for (const slice of cut(ids, size))
      rows.push(...(await onLeadTables(() => queryRows<Row>(connection, sql, [slice]))));
    return rows;
  }

  /** Changes over the ids, a slice at a time, and tells how many rows were affected in all. */
  async function change(sql: string, ids: readonly number[], plan: ColumnPlan): Promise<number> {
    let affected = 0;
    for (const slice of cut(ids, statementSize(plan))) {
      affected += await onLeadTables(() => affectedRows(connection, sql, [slice]));
    }
    return affected;
  }

  function toLeftover(plan: ColumnPlan, row: LeftoverRow): LeftoverLead {
    const differences = statements
      .equalityConditions(plan)
      .map(({ name }, n) => ({ name, n }))
      .filter(({ n }) => row[`e${n}`] !== 1)
      .map(({ name, n }) => ({
        column: name,
        source: cellText(row[`s${n}`]),
        target: cellText(row[`t${n}`]),
      }));
    return {
      leadId: row.leadId,
      hasTwin: row.hasTwin === 1,
      differences: row.hasTwin === 1 ? differences : [],
    };
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
      const rows = await read<SelectedRow>(sql, ids, STATEMENT_SIZE.transactional);
      return rows.map((row) => ({ leadId: row.leadId, listId: row.listId, hasTwin: row.hasTwin === 1 }));
    },

    /** Where the named leads stand; what stands nowhere is left out. */
    async locate(ids: readonly number[]): Promise<readonly LocatedLead[]> {
      const inSource = await this.select(ids, false);
      const found = new Set(inSource.map((lead) => lead.leadId));
      const others = ids.filter((id) => !found.has(id));
      const sql = statements.selectTarget(tables);
      const inTarget = await read<Omit<SelectedRow, "hasTwin">>(sql, others, STATEMENT_SIZE.transactional);
      return [
        ...inSource.map(({ hasTwin, ...lead }) => ({ ...lead, inSource: true, inTarget: hasTwin })),
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
      return (await read<{ leadId: number }>(sql, ids, statementSize(plan))).map((row) => row.leadId);
    },

    async insertAbsent(plan: ColumnPlan, ids: readonly number[]): Promise<void> {
      await change(statements.insertAbsent(tables, plan), ids, plan);
    },

    async updateTwins(plan: ColumnPlan, ids: readonly number[]): Promise<void> {
      await change(statements.updateTwins(tables, plan), ids, plan);
    },

    /** Deletes from the source what equals its twin, and tells how many that were. */
    async deleteEqual(plan: ColumnPlan, ids: readonly number[]): Promise<number> {
      return change(statements.deleteEqual(tables, plan), ids, plan);
    },

    /** Deletes from the target what is only a copy of the source: takes an insert back, and touches nothing else. */
    async takeBackInserted(plan: ColumnPlan, ids: readonly number[]): Promise<void> {
      await change(statements.takeBackCopies(tables, plan), ids, plan);
    },

    /** The named leads that still stand in the source, and why. */
    async leftovers(plan: ColumnPlan, ids: readonly number[]): Promise<readonly LeftoverLead[]> {
      const rows = await read<LeftoverRow>(
        statements.selectLeftovers(tables, plan),
        ids,
        statementSize(plan),
      );
      return rows.map((row) => toLeftover(plan, row));
    },

    /** Makes what was inserted durable, and goes on in a new transaction on the same connection. */
    async commitInserted(): Promise<void> {
      await connection.raw("COMMIT AND CHAIN");
    },
  };
}

export type LeadTables = ReturnType<typeof createLeadTables>;
