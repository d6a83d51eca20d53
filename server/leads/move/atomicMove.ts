import type { Knex } from "knex";
import { isLostConnection } from "../../db/databaseErrors.ts";
import { inTransaction } from "../../db/transaction.ts";
import type { Deadline } from "../../lib/deadline.ts";
import { retry } from "../../lib/retry.ts";
import type { ChildGuard } from "../tables/childTables.ts";
import type { ColumnPlans } from "../tables/columnPlanCache.ts";
import { createLeadTables } from "../tables/leadTables.ts";
import type { OpenJournal } from "./journal.ts";
import { DefinitionsChanged, isWorthAnotherTry } from "./moveErrors.ts";
import type { MoveResult } from "./outcome.ts";
import type { StatementSizes } from "./statementSize.ts";
import { apply, lockAndValidate, type MoveOrder } from "./steps.ts";

export interface MovePath {
  readonly db: Knex;
  readonly vicidialDatabase: string;
  readonly plans: ColumnPlans;
  readonly children: ChildGuard;
  readonly statementSizes: StatementSizes;
  readonly journal: OpenJournal;
  /** This process, by a name that is its own. */
  readonly owner: string;
}

export const RETRY = { attempts: 6, firstPauseMs: 50 } as const;

/** Both tables roll back: everything, the record included, happens in one transaction or not at all. */
export function createAtomicMover(path: MovePath) {
  const { db, vicidialDatabase, statementSizes, journal, owner } = path;
  return async function moveAtomically(order: MoveOrder, deadline: Deadline): Promise<MoveResult> {
    let commitWasSent = false;
    const isRetryable = (error: unknown, attempt: number) =>
      isWorthAnotherTry(error, attempt) || (!commitWasSent && isLostConnection(error));
    return retry({ ...RETRY, isRetryable, deadline }, () =>
      inTransaction(db, async (trx) => {
        const tables = createLeadTables(trx, vicidialDatabase, order.direction, statementSizes);
        const counted = order.flags.delete ? path.children.countAhead(db) : undefined;
        const conditions = { ...path, ...(counted && { counted }) };
        const { plan, started } = await lockAndValidate(trx, tables, conditions, order, true);
        if (!plan.transactional) throw new DefinitionsChanged();
        order.abandoned?.throwIfAborted();
        const result = await apply(tables, plan, started, async () => undefined);
        await journal(trx, owner).record(started, result);
        commitWasSent = true;
        return result;
      }),
    );
  };
}
