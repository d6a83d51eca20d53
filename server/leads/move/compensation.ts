import type { Knex } from "knex";
import type { ColumnPlan } from "../tables/columnPlan.ts";
import type { ColumnPlans } from "../tables/columnPlanCache.ts";
import { ARCHIVE, DEARCHIVE, DIRECTIONS, type Direction } from "../tables/direction.ts";
import { createLeadTables, type LeadTables } from "../tables/leadTables.ts";
import type { StartedMove } from "./journal.ts";
import { isTransient } from "./moveErrors.ts";
import { absentOf, type MoveResult, toMoveResult } from "./outcome.ts";
import { rollBack } from "./rollBack.ts";
import type { StatementSizes } from "./statementSize.ts";

/** Undoes a batch that a table permanently refuses, on tables where a rollback has no effect. */

export interface CompensationDependencies {
  readonly vicidialDatabase: string;
  readonly plans: ColumnPlans;
  readonly statementSizes: StatementSizes;
}

function oppositeOf({ name }: Direction): Direction {
  return name === "archive" ? DEARCHIVE : ARCHIVE;
}

export function createCompensation({ vicidialDatabase, plans, statementSizes }: CompensationDependencies) {
  /** Restores leads that this batch has just deleted from the source, from their equal counterparts. */
  async function restoreDeleted(trx: Knex, direction: Direction, gone: readonly number[]): Promise<void> {
    if (gone.length === 0) return;
    const back = oppositeOf(direction);
    const tables = createLeadTables(trx, vicidialDatabase, back, statementSizes);
    await tables.insertAbsent(await plans.current(trx, back), gone);
  }

  /** Closes a batch whose first leads moved long ago, perhaps by a process that died. Those stay moved. */
  async function endAsItIs(tables: LeadTables, plan: ColumnPlan, started: StartedMove): Promise<MoveResult> {
    const { flags, found } = started;
    const ids = found.map(({ leadId }) => leadId);
    const kept = new Set((await tables.leftovers(plan, ids)).map(({ leadId }) => leadId));
    await tables.deleteInserted(
      plan,
      absentOf(found).filter((leadId) => kept.has(leadId)),
    );
    return toMoveResult(flags, found, await tables.leftovers(plan, ids));
  }

  /**
   * Moves the leads of a refused batch back. A lead that cannot be moved back stays in both tables, where the doctor finds it:
   * nothing is lost, and a retry would not help.
   *
   * @param isFresh whether this request started the batch. Only then has it surely moved the leads that left the source.
   * @returns the result of a batch that can no longer be undone; undefined if it was undone
   * @throws transient errors, after which the batch must be retried
   */
  return async function compensate(
    trx: Knex,
    started: StartedMove,
    reason: unknown,
    isFresh: boolean,
  ): Promise<MoveResult | undefined> {
    const direction = DIRECTIONS[started.direction];
    const tables = createLeadTables(trx, vicidialDatabase, direction, statementSizes);
    // One of the tables may support rollback.
    await tables.rollBack();
    await tables.holdDefinitions();
    const plan = await plans.current(trx, direction);
    const located = await tables.locate(started.found.map(({ leadId }) => leadId));
    const gone = located.filter((lead) => !lead.inSource).map(({ leadId }) => leadId);
    try {
      if (gone.length > 0 && !isFresh) return await endAsItIs(tables, plan, started);
      await restoreDeleted(trx, direction, gone);
      await rollBack(tables, plan, started, reason);
      // The caller throws the refusal, which would roll this back.
      await tables.commit();
    } catch (error) {
      if (isTransient(error)) throw error;
    }
    return undefined;
  };
}
