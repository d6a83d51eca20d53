import type { Knex } from "knex";
import { isLostConnection } from "../../db/databaseErrors.ts";
import { all, send } from "../../db/script.ts";
import { BEGIN, COMMIT, onConnection } from "../../db/transaction.ts";
import { fail } from "../../errors.ts";
import { logInTransaction } from "../changes/changeLog.ts";
import { createChangeSteps } from "../changes/changeSteps.ts";
import type { ChildGuard } from "../tables/childTables.ts";
import type { ColumnPlans } from "../tables/columnPlanCache.ts";
import { createLeadTables } from "../tables/leadTables.ts";
import type { OpenJournal } from "./journal.ts";
import { DefinitionsChanged } from "./moveErrors.ts";
import type { MoveResult } from "./outcome.ts";
import type { StatementSizes } from "./statementSize.ts";
import { apply } from "./steps.ts";
import { lookAndValidate, type MoveOrder } from "./validation.ts";

/** What both ways of moving need. */
export interface MoverDependencies {
  readonly db: Knex;
  readonly vicidialDatabase: string;
  readonly plans: ColumnPlans;
  readonly children: ChildGuard;
  readonly statementSizes: StatementSizes;
  readonly journal: OpenJournal;
  /** Unique name of this process as a lease owner. */
  readonly owner: string;
}

/** Moves leads between tables that both roll back: one transaction does everything, including the record, or nothing. */
export function createAtomicMover(dependencies: MoverDependencies) {
  const { db, vicidialDatabase, statementSizes, journal, owner } = dependencies;

  /**
   * Makes one attempt, in three round trips if nothing unusual happens.
   *
   * @throws DearchiveError connection_lost if the connection broke while COMMIT was under way: never retry that
   */
  return async function moveAtomically(order: MoveOrder): Promise<MoveResult> {
    let commitWasSent = false;
    try {
      return await onConnection(db, async (connection) => {
        const tables = createLeadTables(connection, vicidialDatabase, order.direction, statementSizes);
        const { plan, started } = await lookAndValidate(connection, tables, dependencies, order, {
          first: BEGIN,
          lock: true,
        });
        if (!plan.transactional) throw new DefinitionsChanged();
        order.abandoned?.throwIfAborted();
        const batches = journal(db, owner);
        const log = logInTransaction(batches);
        const changes = createChangeSteps({ ...dependencies, connection, tables, plan, started, log });
        const result = await changes.around((beforeDelete) => apply(tables, plan, started, beforeDelete));
        commitWasSent = true;
        await send(connection, all(batches.record(started, result), changes.note(), COMMIT));
        return result;
      });
    } catch (error) {
      if (commitWasSent && isLostConnection(error)) fail({ code: "connection_lost" }, error);
      throw error;
    }
  };
}
