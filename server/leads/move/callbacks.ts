import type { Knex } from "knex";
import { queryRows } from "../../db/sql.ts";
import { commitSoFar } from "../../db/transaction.ts";
import { createChildGuard } from "../tables/childTables.ts";
import type { ColumnPlan } from "../tables/columnPlan.ts";
import { createColumnPlans } from "../tables/columnPlanCache.ts";
import type { TablePair } from "../tables/direction.ts";
import { createDefinitionsHolder } from "../tables/heldDefinitions.ts";
import { changeProven, deleteAlteredCopies, insertProven } from "../tables/provingStatement.ts";
import * as statements from "../tables/statements.ts";
import { refuseAltered } from "./alteredCopies.ts";
import { type LeftoverRow, toLeftover } from "./leftovers.ts";
import { onLeadTables } from "./moveErrors.ts";

const CALLBACKS: TablePair = {
  name: "dearchive",
  source: "vicidial_callbacks_archive",
  target: "vicidial_callbacks",
};

/** Of a callback that is still to be made: waiting for its time, due, or put off. Others were made or taken back. */
const PENDING = ["ACTIVE", "LIVE", "TFHCCL"];

interface CallbackRow {
  callbackId: number;
  leadId: number;
}

/**
 * Callbacks of leads that came back. A nightly script of Vicidial's archives the callbacks of leads that are not live;
 * they return by the engine's own statements: inserted where absent, and deleted from the archive only where proven
 * equal. Index: the one on lead_id of both tables, and their primary keys.
 */
export function createCallbacks(db: Knex, vicidialDatabase: string, childTables: readonly string[] = []) {
  const children = createChildGuard(vicidialDatabase, childTables);
  const plans = createColumnPlans(vicidialDatabase, db);
  const tables: statements.MoveTables = {
    key: "callback_id",
    source: statements.qualify(vicidialDatabase, CALLBACKS.source),
    target: statements.qualify(vicidialDatabase, CALLBACKS.target),
  };

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

  /** Inserts callbacks; where one is altered on the way, none of them stays. */
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

  async function hold(connection: Knex): Promise<void> {
    await onLeadTables(() => queryRows(connection, statements.holdDefinitions(tables)));
  }
  const definitions = createDefinitionsHolder(db, hold);

  async function bringBackOn(trx: Knex, leadIds: readonly number[]): Promise<number> {
    const archived = await pendingIn(trx, tables.source, leadIds);
    const ids = archived.map(({ callbackId }) => callbackId);
    if (ids.length === 0) return 0;
    const onTheirWay = new Set(ids);
    const waiting = new Set(
      (await pendingIn(trx, tables.target, leadIds))
        .filter(({ callbackId }) => !onTheirWay.has(callbackId))
        .map(({ leadId }) => leadId),
    );
    const wanted = archived.filter(({ leadId }) => !waiting.has(leadId));
    await hold(trx);
    const plan = await plans.current(trx, CALLBACKS);
    if (plan.mayHaveChildren) await children.refuse(trx, CALLBACKS.source);
    await insert(
      trx,
      plan,
      wanted.map(({ callbackId }) => callbackId),
    );
    // Where only one of the tables rolls back, what was inserted must stand before its source goes.
    if (plan.mixed) await commitSoFar(trx);
    return changeProven(trx, statements.deleteEqual(tables, plan), [ids], plan);
  }

  return {
    /**
     * Those of the leads that wait for a callback in the archive and for none in the live table. Where Vicidial lacks a table,
     * the database's own error says so (`isOutOfReach`).
     */
    async archivedOf(leadIds: readonly number[]): Promise<readonly number[]> {
      const archived = await pendingIn(db, tables.source, leadIds);
      const ids = [...new Set(archived.map(({ leadId }) => leadId))];
      const live = new Set((await pendingIn(db, tables.target, ids)).map(({ leadId }) => leadId));
      return ids.filter((id) => !live.has(id));
    },

    /**
     * Brings the pending callbacks of leads back, unless a lead waits for another one by now. Doing it again finishes what
     * was interrupted; one whose id another callback has by now stays in the archive.
     *
     * @returns how many left the archive
     * @throws the database's own error (`isOutOfReach`) where Vicidial lacks a table
     * @throws DearchiveError schema_drift where the two tables have grown apart too far
     */
    async bringBack(leadIds: readonly number[]): Promise<number> {
      return definitions.run((trx) => bringBackOn(trx, leadIds));
    },
  };
}

export type Callbacks = ReturnType<typeof createCallbacks>;
