import type { Knex } from "knex";
import { isLostConnection } from "../../db/databaseErrors.ts";
import { inTransaction } from "../../db/transaction.ts";
import type { Deadline } from "../../lib/deadline.ts";
import { retrying } from "../../lib/retry.ts";
import type { ChildGuard } from "../tables/childTables.ts";
import type { ColumnPlans } from "../tables/columnPlanCache.ts";
import { createLeadTables } from "../tables/leadTables.ts";
import type { OpenJournal } from "./journal.ts";
import { DefinitionsChanged, isWorthAnotherTry } from "./moveErrors.ts";
import type { MoveResult } from "./outcome.ts";
import type { Paces } from "./statementSize.ts";
import { begin, change, type MoveOrder } from "./steps.ts";

export interface MovePath {
  readonly db: Knex;
  readonly vicidialDatabase: string;
  readonly plans: ColumnPlans;
  readonly children: ChildGuard;
  readonly paces: Paces;
  readonly journal: OpenJournal;
  /** This process, by a name that is its own. */
  readonly owner: string;
}

export const RETRY = { attempts: 6, firstPauseMs: 50 } as const;

/** Both tables roll back: everything, the record included, happens in one transaction or not at all. */
export function createAtomicMover(path: MovePath) {
  const { db, vicidialDatabase, paces, journal, owner } = path;
  return async function moveAtomically(order: MoveOrder, deadline: Deadline): Promise<MoveResult> {
    let commitWasSent = false;
    const isRetryable = (error: unknown, attempt: number) =>
      isWorthAnotherTry(error, attempt) || (!commitWasSent && isLostConnection(error));
    return retrying({ ...RETRY, isRetryable, deadline }, () =>
      inTransaction(db, async (trx) => {
        const tables = createLeadTables(trx, vicidialDatabase, order.direction, paces);
        const counted = order.flags.delete ? path.children.countAhead(db) : undefined;
        const conditions = { ...path, ...(counted && { counted }) };
        const { plan, started } = await begin(trx, tables, conditions, order, true);
        if (!plan.transactional) throw new DefinitionsChanged();
        order.abandoned?.throwIfAborted();
        const result = await change(tables, plan, started, async () => undefined);
        await journal(trx, owner).record(started, result);
        commitWasSent = true;
        return result;
      }),
    );
  };
}
