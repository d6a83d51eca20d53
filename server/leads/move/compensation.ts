import type { Knex } from "knex";
import type { ColumnPlan } from "../tables/columnPlan.ts";
import type { ColumnPlans } from "../tables/columnPlanCache.ts";
import { ARCHIVE, DEARCHIVE, DIRECTIONS, type Direction } from "../tables/direction.ts";
import { createLeadTables, type LeadTables } from "../tables/leadTables.ts";
import type { StartedMove } from "./journal.ts";
import { isTransient } from "./moveErrors.ts";
import { absentOf, type MoveResult, tellResult } from "./outcome.ts";
import { rollBack } from "./rollBack.ts";
import type { StatementSizes } from "./statementSize.ts";

/** What makes up for a batch that a table refuses for good, where a rollback does nothing. */

export interface CompensationParts {
  readonly vicidialDatabase: string;
  readonly plans: ColumnPlans;
  readonly statementSizes: StatementSizes;
}

function oppositeOf({ name }: Direction): Direction {
  return name === "archive" ? DEARCHIVE : ARCHIVE;
}

export function createCompensation({ vicidialDatabase, plans, statementSizes }: CompensationParts) {
  /** Puts leads that this batch deleted a moment ago back where they came from, from their equal twins. */
  async function restoreDeleted(trx: Knex, direction: Direction, gone: readonly number[]): Promise<void> {
    if (gone.length === 0) return;
    const back = oppositeOf(direction);
    const tables = createLeadTables(trx, vicidialDatabase, back, statementSizes);
    await tables.insertAbsent(await plans.current(trx, back), gone);
  }

  /** Ends a batch whose first leads moved long ago, perhaps with a process that died: those stay moved. */
  async function endAsItIs(tables: LeadTables, plan: ColumnPlan, started: StartedMove): Promise<MoveResult> {
    const { flags, found } = started;
    const ids = found.map(({ leadId }) => leadId);
    const kept = new Set((await tables.leftovers(plan, ids)).map(({ leadId }) => leadId));
    await tables.deleteInserted(
      plan,
      absentOf(found).filter((leadId) => kept.has(leadId)),
    );
    return tellResult(flags, found, await tables.leftovers(plan, ids));
  }

  /**
   * Brings the leads of a refused batch back to where they stood. A lead that cannot be brought back stays in both
   * tables, where the doctor finds it: nothing is lost, and trying again would not help.
   *
   * @param isFresh whether this very call began the batch: only then is a lead that left the source surely its doing
   * @returns the result of a batch that cannot be taken back any more; undefined where it was taken back
   * @throws what may pass; the batch must be tried again then
   */
  return async function compensate(
    trx: Knex,
    started: StartedMove,
    reason: unknown,
    isFresh: boolean,
  ): Promise<MoveResult | undefined> {
    const direction = DIRECTIONS[started.direction];
    const tables = createLeadTables(trx, vicidialDatabase, direction, statementSizes);
    // One of the tables may roll back by itself.
    await tables.rollBack();
    await tables.holdDefinitions();
    const plan = await plans.current(trx, direction);
    const located = await tables.locate(started.found.map(({ leadId }) => leadId));
    const gone = located.filter((lead) => !lead.inSource).map(({ leadId }) => leadId);
    try {
      if (gone.length > 0 && !isFresh) return await endAsItIs(tables, plan, started);
      await restoreDeleted(trx, direction, gone);
      await rollBack(tables, plan, started, reason);
      // The refusal is thrown on, and ends in a rollback.
      await tables.commit();
    } catch (error) {
      if (isTransient(error)) throw error;
    }
    return undefined;
  };
}
