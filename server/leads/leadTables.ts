import type { Knex } from "knex";
import { affectedRows, queryRows } from "../db/sql.ts";
import type { ColumnPlan } from "./columns.ts";
import type { Direction } from "./direction.ts";
import { onLeadTables } from "./faults.ts";
import type { FoundLead, LeftoverLead } from "./outcome.ts";
import { cutEvenly, type Paces } from "./pace.ts";
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

/** How many leads a statement takes that locks nobody out for long: one that reads, or locks rows only. */
const STATEMENT_SIZE = 500;

function cellText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return Buffer.isBuffer(value) ? `0x${value.toString("hex")}` : String(value);
}

/**
 * The statements of a move, carried out on one connection.
 *
 * @param paces how long statements took so far; they go on being measured
 */
export function createLeadTables(connection: Knex, database: string, direction: Direction, paces: Paces) {
  const tables: statements.MoveTables = {
    key: "lead_id",
    source: statements.qualify(database, direction.source),
    target: statements.qualify(database, direction.target),
  };

  /** Reads over the ids, a slice at a time; an empty list needs no statement. */
  async function read<Row>(sql: string, ids: readonly number[]): Promise<readonly Row[]> {
    const rows: Row[] = [];
    for (const slice of cutEvenly(ids, STATEMENT_SIZE))
      rows.push(...(await onLeadTables(() => queryRows<Row>(connection, sql, [slice]))));
    return rows;
  }

  /** Changes over the ids, a slice at a time, and tells how many rows were affected in all. */
  async function change(
    sql: string,
    ids: readonly number[],
    plan: ColumnPlan,
    kind: keyof Paces,
  ): Promise<number> {
    let affected = 0;
    const size = plan.transactional ? STATEMENT_SIZE : paces[kind].size();
    for (const slice of cutEvenly(ids, size)) {
      const start = performance.now();
      affected += await onLeadTables(() => affectedRows(connection, sql, [slice]));
      if (!plan.transactional) paces[kind].note(slice.length, performance.now() - start);
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
      const rows = await read<SelectedRow>(sql, ids);
      return rows.map((row) => ({ leadId: row.leadId, listId: row.listId, hasTwin: row.hasTwin === 1 }));
    },

    /** Where the named leads stand; what stands nowhere is left out. */
    async locate(ids: readonly number[]): Promise<readonly LocatedLead[]> {
      const inSource = await this.select(ids, false);
      const found = new Set(inSource.map((lead) => lead.leadId));
      const others = ids.filter((id) => !found.has(id));
      const sql = statements.selectTarget(tables);
      const inTarget = await read<Omit<SelectedRow, "hasTwin">>(sql, others);
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
      return (await read<{ leadId: number }>(sql, ids)).map((row) => row.leadId);
    },

    async insertAbsent(plan: ColumnPlan, ids: readonly number[]): Promise<void> {
      await change(statements.insertAbsent(tables, plan), ids, plan, "insert");
    },

    async updateTwins(plan: ColumnPlan, ids: readonly number[]): Promise<void> {
      await change(statements.updateTwins(tables, plan), ids, plan, "update");
    },

    /** Deletes from the source what equals its twin, and tells how many that were. */
    async deleteEqual(plan: ColumnPlan, ids: readonly number[]): Promise<number> {
      return change(statements.deleteEqual(tables, plan), ids, plan, "delete");
    },

    /** Deletes from the target what is only a copy of the source: takes an insert back, and touches nothing else. */
    async takeBackInserted(plan: ColumnPlan, ids: readonly number[]): Promise<void> {
      await change(statements.takeBackCopies(tables, plan), ids, plan, "delete");
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
      await connection.raw("COMMIT AND CHAIN");
    },
  };
}

export type LeadTables = ReturnType<typeof createLeadTables>;
