import type { Knex } from "knex";
import { isBeforeCommit, isLostConnection } from "../../db/databaseErrors.ts";
import { inTransaction } from "../../db/transaction.ts";
import { fail } from "../../errors.ts";
import { logInTransaction } from "../changes/changeLog.ts";
import { type ChangeSteps, createChangeSteps } from "../changes/changeSteps.ts";
import type { ChildGuard } from "../tables/childTables.ts";
import type { ColumnPlan } from "../tables/columnPlan.ts";
import type { ColumnPlans } from "../tables/columnPlanCache.ts";
import { STATEMENT_SIZE } from "../tables/leadReader.ts";
import { createLeadTables, type LeadTables } from "../tables/leadTables.ts";
import type { MoveJournal, OpenJournal, StartedMove } from "./journal.ts";
import { DefinitionsChanged } from "./moveErrors.ts";
import { absentOf, type MoveResult, toMoveResult } from "./outcome.ts";
import type { StatementSizes } from "./statementSize.ts";
import { apply, look, type MoveOrder, NO_CHANGES, validate } from "./steps.ts";

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

/** Inserts and deletes in one round trip, if nothing else is asked for. @returns undefined if nothing was changed */
async function moveAtOnce(
  tables: LeadTables,
  plan: ColumnPlan,
  { flags, found, changes }: StartedMove,
): Promise<MoveResult | undefined> {
  const ids = absentOf(found);
  const isUsual = flags.insert && flags.delete && changes === undefined && ids.length === found.length;
  if (!isUsual || ids.length > STATEMENT_SIZE) return undefined;
  return (await tables.moveAbsent(plan, ids)) ? toMoveResult(flags, found, []) : undefined;
}

/** Moves leads between tables that both roll back: one transaction does everything, including the record, or nothing. */
export function createAtomicMover(dependencies: MoverDependencies) {
  const { db, vicidialDatabase, children, statementSizes, journal, owner } = dependencies;

  function changesOf(
    connection: Knex,
    tables: LeadTables,
    plan: ColumnPlan,
    started: StartedMove,
    batches: MoveJournal,
  ): ChangeSteps {
    if (started.changes === undefined) return NO_CHANGES;
    const log = logInTransaction(batches);
    return createChangeSteps(started.changes, { ...dependencies, connection, tables, plan, started, log });
  }

  /** Makes one attempt. @throws DearchiveError connection_lost if the connection broke during COMMIT: never retry that */
  return async function moveAtomically(order: MoveOrder): Promise<MoveResult> {
    let commitWasSent = false;
    try {
      return await inTransaction(db, async (trx) => {
        const tables = createLeadTables(trx, vicidialDatabase, order.direction, statementSizes);
        const counted = order.flags.delete ? children.countAhead(db) : undefined;
        const conditions = { ...dependencies, ...(counted && { counted }) };
        const seen = await look(trx, tables, dependencies, order, true);
        const { plan, started } = await validate(trx, tables, conditions, order, seen);
        if (!plan.transactional) throw new DefinitionsChanged();
        order.abandoned?.throwIfAborted();
        const batches = journal(trx, owner);
        const changes = changesOf(trx, tables, plan, started, batches);
        const result =
          (await moveAtOnce(tables, plan, started)) ??
          (await changes.around((beforeDelete) => apply(tables, plan, started, beforeDelete)));
        if (started.changes === undefined) {
          commitWasSent = true;
          await batches.record(started, result, async () => trx.raw("COMMIT"));
        } else {
          await changes.note(batches, await batches.record(started, result));
          commitWasSent = true;
        }
        return result;
      });
    } catch (error) {
      if (commitWasSent && isLostConnection(error) && !isBeforeCommit(error))
        fail({ code: "connection_lost" }, error);
      throw error;
    }
  };
}
