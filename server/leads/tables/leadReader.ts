import type { Knex } from "knex";
import { queryRows, splitEvenly } from "../../db/sql.ts";
import { type LeftoverRow, toLeftover } from "../move/leftovers.ts";
import { onLeadTables } from "../move/moveErrors.ts";
import type { FoundLead, LeftoverLead } from "../move/outcome.ts";
import type { ColumnPlan } from "./columnPlan.ts";
import type { Direction } from "./direction.ts";
import { holdDefinitions } from "./heldDefinitions.ts";
import * as statements from "./statements.ts";

interface SelectedRow {
  leadId: number;
  listId: number | string;
  inTarget: number;
}

/** A found lead with its list, which decides whether the caller may see it. */
export interface SelectedLead extends FoundLead {
  readonly listId: number | string;
}

/** The tables that hold a lead. */
export interface LocatedLead {
  readonly leadId: number;
  readonly inSource: boolean;
  readonly inTarget: boolean;
  /** Its list in the source, or in the target if the source lacks the lead. */
  readonly listId: number | string;
}

/** Leads per statement. Statements that only read, or only lock rows, keep no table locked for long. */
export const STATEMENT_SIZE = 500;

/** Reads leads of both tables on one connection. Index: the primary keys of both tables. */
export function createLeadReader(connection: Knex, database: string, direction: Direction) {
  const tables = statements.moveTables(database, direction);

  async function read<Row>(sql: string, ids: readonly number[]): Promise<readonly Row[]> {
    const rows: Row[] = [];
    for (const chunk of splitEvenly(ids, STATEMENT_SIZE))
      rows.push(...(await onLeadTables(() => queryRows<Row>(connection, sql, [chunk]))));
    return rows;
  }

  /**
   * Finds the named leads in the source.
   *
   * @param lock locks the leads and their counterparts until the transaction ends. Use it only on tables with transactions:
   *   on others it blocks the dialer and protects nothing.
   */
  async function select(ids: readonly number[], lock: boolean): Promise<readonly SelectedLead[]> {
    const rows = await read<SelectedRow>(statements.selectNamed(tables, lock), ids);
    return rows.map((row) => ({ leadId: row.leadId, listId: row.listId, inTarget: row.inTarget === 1 }));
  }

  return {
    select,

    /** Finds the named leads in both tables; omits those in neither. */
    async locate(ids: readonly number[]): Promise<readonly LocatedLead[]> {
      const inSource = await select(ids, false);
      const found = new Set(inSource.map((lead) => lead.leadId));
      const others = ids.filter((id) => !found.has(id));
      const inTarget = await read<Omit<SelectedRow, "inTarget">>(statements.selectTarget(tables), others);
      return [
        ...inSource.map((lead) => ({ ...lead, inSource: true })),
        ...inTarget.map(({ leadId, listId }) => ({ leadId, listId, inSource: false, inTarget: true })),
      ];
    },

    /** Keeps both tables' definitions unchanged until the transaction ends. */
    async holdDefinitions(): Promise<void> {
      await holdDefinitions(connection, tables);
    },

    /** Finds leads that hold data in a column that the target lacks. */
    async unmovable(plan: ColumnPlan, ids: readonly number[]): Promise<readonly number[]> {
      if (plan.sourceOnly.length === 0) return [];
      const rows = await read<{ leadId: number }>(statements.selectUnmovable(tables, plan), ids);
      return rows.map((row) => row.leadId);
    },

    /** Finds leads whose rows in the two tables differ. */
    async differing(plan: ColumnPlan, ids: readonly number[]): Promise<readonly number[]> {
      const rows = await read<{ leadId: number }>(statements.selectDiffering(tables, plan), ids);
      return rows.map((row) => row.leadId);
    },

    /** Reads the named leads that are still in the source, with the columns that differ from the target. */
    async leftovers(plan: ColumnPlan, ids: readonly number[]): Promise<readonly LeftoverLead[]> {
      const rows = await read<LeftoverRow>(statements.selectLeftovers(tables, plan), ids);
      return rows.map((row) => toLeftover(plan, row));
    },
  };
}

export type LeadReader = ReturnType<typeof createLeadReader>;
