import type { Knex } from "knex";
import { queryRows } from "../../db/sql.ts";
import { commitSoFar } from "../../db/transaction.ts";
import { createChildGuard } from "../tables/childTables.ts";
import type { ColumnPlan } from "../tables/columnPlan.ts";
import { createColumnPlans, replicatedPlans } from "../tables/columnPlanCache.ts";
import type { TablePair } from "../tables/direction.ts";
import { createDefinitionsHolder, holdDefinitions } from "../tables/heldDefinitions.ts";
import { changeProven, deleteAlteredCopies, insertProven } from "../tables/leadTables.ts";
import * as statements from "../tables/statements.ts";
import { type LeftoverRow, toLeftover } from "./leftovers.ts";
import { refuseAltered } from "./refusedLeads.ts";

const CALLBACKS: TablePair = {
  name: "dearchive",
  source: "vicidial_callbacks_archive",
  target: "vicidial_callbacks",
};

/** Statuses of callbacks that are still to be made: scheduled, due or postponed. Others were made or canceled. */
const PENDING = ["ACTIVE", "LIVE", "TFHCCL"];

interface CallbackRow {
  callbackId: number;
  leadId: number;
}

export interface CallbackOptions {
  /** Child tables that may change with the callbacks. */
  readonly childTables?: readonly string[] | undefined;
  readonly plans?: ReturnType<typeof createColumnPlans> | undefined;
}

/**
 * Restores callbacks of restored leads. A nightly script of Vicidial archives the callbacks of leads that are not live. They
 * return through the engine's own statements: inserted where absent, and deleted from the archive only if proven equal. Index:
 * lead_id of both callback tables, and their primary keys.
 */
export function createCallbacks(
  db: Knex,
  vicidialDatabase: string,
  { childTables = [], plans: sharedPlans = createColumnPlans(vicidialDatabase) }: CallbackOptions = {},
) {
  const children = createChildGuard(vicidialDatabase, childTables);
  const plans = replicatedPlans(sharedPlans, db);
  const tables = statements.moveTables(vicidialDatabase, CALLBACKS, "callback_id");
  const definitions = createDefinitionsHolder(db, tables);

  async function pendingIn(
    connection: Knex,
    table: string,
    leadIds: readonly number[],
  ): Promise<readonly CallbackRow[]> {
    if (leadIds.length === 0) return [];
    return queryRows<CallbackRow>(
      connection,
      `SELECT callback_id AS callbackId, lead_id AS leadId FROM ${table}
       WHERE lead_id IN (?) AND status IN (?)`,
      [leadIds, PENDING],
    );
  }

  /** Inserts callbacks; removes all of them again if one was altered on insert. */
  async function insert(trx: Knex, plan: ColumnPlan, ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return;
    const { altered } = await insertProven(trx, tables, plan, ids, plan.returnsInserted);
    if (altered.length === 0) return;
    const sql = statements.selectLeftovers(tables, plan);
    const differing = await queryRows<LeftoverRow>(trx, sql, [altered.map(({ id }) => id)]);
    await deleteAlteredCopies(trx, tables, plan, altered);
    await changeProven(trx, statements.deleteCopies(tables, plan), [ids], plan);
    refuseAltered(
      CALLBACKS,
      differing.map((row) => toLeftover(plan, row)),
    );
  }

  async function restoreOn(trx: Knex, leadIds: readonly number[]): Promise<number> {
    const archived = await pendingIn(trx, tables.source, leadIds);
    const ids = archived.map(({ callbackId }) => callbackId);
    if (ids.length === 0) return 0;
    const restoring = new Set(ids);
    const waiting = new Set(
      (await pendingIn(trx, tables.target, leadIds))
        .filter(({ callbackId }) => !restoring.has(callbackId))
        .map(({ leadId }) => leadId),
    );
    const wanted = archived.filter(({ leadId }) => !waiting.has(leadId));
    await holdDefinitions(trx, tables);
    const plan = await plans.current(trx, CALLBACKS);
    if (plan.mayHaveChildren) await children.refuse(trx, CALLBACKS.source);
    await insert(
      trx,
      plan,
      wanted.map(({ callbackId }) => callbackId),
    );
    // If only one table rolls back, inserted rows must be durable before their sources are deleted.
    if (plan.mixed) await commitSoFar(trx);
    return changeProven(trx, statements.deleteEqual(tables, plan), [ids], plan);
  }

  return {
    /** Returns those of the leads that have a pending callback, due or not. @throws as `archivedOf` */
    async pendingOf(leadIds: readonly number[]): Promise<readonly number[]> {
      return (await pendingIn(db, tables.target, leadIds)).map(({ leadId }) => leadId);
    },

    /**
     * Returns those of the leads that have a pending callback in the archive and none in the live table. If Vicidial lacks a
     * table, throws the database's own error (`isOutOfReach`).
     */
    async archivedOf(leadIds: readonly number[]): Promise<readonly number[]> {
      const archived = await pendingIn(db, tables.source, leadIds);
      const ids = [...new Set(archived.map(({ leadId }) => leadId))];
      const live = new Set((await pendingIn(db, tables.target, ids)).map(({ leadId }) => leadId));
      return ids.filter((id) => !live.has(id));
    },

    /**
     * Restores the pending callbacks of leads, except for leads with another pending callback. Repeat it to finish after an
     * interruption. A callback whose id is taken in the live table stays in the archive.
     *
     * @returns the number of callbacks that left the archive
     * @throws the database's own error (`isOutOfReach`) if Vicidial lacks a table
     * @throws DearchiveError schema_drift if the two tables are too different
     */
    async restore(leadIds: readonly number[]): Promise<number> {
      return definitions.run((trx) => restoreOn(trx, leadIds));
    },
  };
}

export type Callbacks = ReturnType<typeof createCallbacks>;
