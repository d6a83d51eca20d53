import type { Knex } from "knex";
import { newOwner } from "../../db/lease.ts";
import { inTransaction } from "../../db/transaction.ts";
import { DearchiveError } from "../../errors.ts";
import { createConcurrencyLimit } from "../../lib/concurrencyLimit.ts";
import { type Deadline, startDeadline, withTimeout } from "../../lib/deadline.ts";
import { retry } from "../../lib/retry.ts";
import { createChildGuard } from "../tables/childTables.ts";
import { createColumnPlans } from "../tables/columnPlanCache.ts";
import type { Direction } from "../tables/direction.ts";
import { createLeadTables, type LocatedLead } from "../tables/leadTables.ts";
import { createAtomicMover, RETRY } from "./atomicMove.ts";
import type { OpenBatch, OpenJournal } from "./journal.ts";
import { DefinitionsChanged, reasonOf, toMoveError } from "./moveErrors.ts";
import type { MoveResult } from "./outcome.ts";
import { createStatementSizes } from "./statementSize.ts";
import { lockAndValidate, type MoveOrder, preview } from "./steps.ts";
import { createStepwiseMover } from "./stepwiseMove.ts";

export interface MoverOptions {
  readonly db: Knex;
  /** The database that holds the two lead tables. */
  readonly vicidialDatabase: string;
  readonly journal: OpenJournal;
  /** Child tables whose rows may go or change with a moved lead; none when left out. */
  readonly childTables?: readonly string[];
  /** How long another instance's batch is waited for on tables without transactions. */
  readonly lockWaitSeconds: number;
  /** How many calls work at a time, each on at most two connections of the pool. */
  readonly callsAtOnce?: number;
  readonly retryPolicy?: RetryPolicy;
}

/** How long a call may wait, in milliseconds. */
export interface RetryPolicy {
  /** For its turn, and to begin new tries. */
  readonly triesMs: number;
  /** For an answer in any case. */
  readonly answerMs: number;
}

const CALLS_AT_ONCE = 6;
/** Many proxies and clients give up after 30 s, so answer before that. A last try may wait for a few locks. */
const PATIENCE: RetryPolicy = { triesMs: 15_000, answerMs: 22_000 };

/** What became of a batch that a dead instance had left open. */
export type Resumed =
  | { readonly batchId: number; readonly result: MoveResult }
  /** `isOpen`: it is tried again later; else it was given up. */
  | { readonly batchId: number; readonly error: unknown; readonly isOpen: boolean };

/** Where so many in a row could not be finished, others would fare no better: time, or a person, must help. */
const MAX_FAILURES = 20;

/** Moves leads between the two tables of one Vicidial database. */
export function createMover(options: MoverOptions) {
  const { db, vicidialDatabase, journal, lockWaitSeconds } = options;
  const retryPolicy = options.retryPolicy ?? PATIENCE;
  const concurrencyLimit = createConcurrencyLimit(options.callsAtOnce ?? CALLS_AT_ONCE);
  const plans = createColumnPlans(vicidialDatabase, db);
  const statementSizes = createStatementSizes();
  const children = createChildGuard(vicidialDatabase, options.childTables ?? []);
  const path = { db, vicidialDatabase, plans, children, statementSizes, journal, owner: newOwner() };
  const moveAtomically = createAtomicMover(path);
  const stepwise = createStepwiseMover({ ...path, lockWaitSeconds });

  async function finish(batch: OpenBatch, as: string): Promise<Resumed> {
    const { batchId } = batch;
    try {
      const deadline = startDeadline(retryPolicy.triesMs);
      return { batchId, result: await stepwise.resume(batch, as, deadline) };
    } catch (error) {
      const batches = journal(db, as);
      const ending = await batches.readEnding(batchId).catch(() => undefined);
      // Told by the doctor. Where even that cannot be noted, the same will be found the next time.
      if (!ending) await batches.note(batchId, reasonOf(error)).catch(() => undefined);
      return { batchId, error: toMoveError(error), isOpen: ending === undefined };
    }
  }

  /** Does a call's work when it is its turn: those who wait for a lock must not take every connection. */
  async function inTurn<T>(
    { abandoned }: MoveOrder,
    work: (deadline: Deadline, abandoned: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const deadline = startDeadline(retryPolicy.triesMs);
    const answered = new AbortController();
    const dropped = AbortSignal.any([answered.signal, ...(abandoned ? [abandoned] : [])]);
    try {
      return await withTimeout(
        retryPolicy.answerMs,
        concurrencyLimit.take(deadline.leftMs(), () => work(deadline, dropped), dropped),
      );
    } catch (error) {
      // The caller is told now: work that has not changed anything yet must not do so later.
      answered.abort(new DearchiveError({ code: "abandoned" }));
      throw toMoveError(error);
    }
  }

  return {
    /**
     * Moves the named leads, and records it. Nothing is changed when it refuses.
     *
     * @throws DearchiveError ids_missing, schema_drift, row_refused, tables_locked, connection_lost or abandoned
     */
    async move(order: MoveOrder): Promise<MoveResult> {
      const isRetryable = (error: unknown) => error instanceof DefinitionsChanged;
      return inTurn(order, (deadline, abandoned) =>
        retry({ ...RETRY, isRetryable, deadline }, async () => {
          const { transactional } = await plans.expected(db, order.direction);
          const dropped = { ...order, abandoned };
          return transactional ? moveAtomically(dropped, deadline) : stepwise.move(dropped, deadline);
        }),
      );
    },

    /** Tells what `move` would do; refuses as it does, and changes nothing. */
    async preview(order: MoveOrder): Promise<MoveResult> {
      return inTurn(order, () =>
        inTransaction(db, async (trx) => {
          const tables = createLeadTables(trx, vicidialDatabase, order.direction, statementSizes);
          const { plan, started } = await lockAndValidate(trx, tables, path, order, false);
          return preview(tables, plan, started);
        }),
      );
    },

    /** Where each of the named leads stands now; what stands nowhere is left out. */
    async locate(direction: Direction, leadIds: readonly number[]): Promise<readonly LocatedLead[]> {
      try {
        return await createLeadTables(db, vicidialDatabase, direction, statementSizes).locate(leadIds);
      } catch (error) {
        throw toMoveError(error);
      }
    },

    /** Finishes every batch that dead instances left open; those of live ones are left alone. */
    async resumeAbandoned(): Promise<readonly Resumed[]> {
      const resumed: Resumed[] = [];
      for (let failures = 0; failures < MAX_FAILURES; ) {
        const as = newOwner();
        const batch = await journal(db, as).claimAbandoned();
        if (!batch || resumed.some(({ batchId }) => batchId === batch.batchId)) break;
        const one = await finish(batch, as);
        resumed.push(one);
        failures = isStillOpen(one) ? failures + 1 : 0;
      }
      return resumed;
    },
  };
}

/** Whether a batch could not be finished yet and stays open. */
export function isStillOpen(resumed: Resumed): boolean {
  return "error" in resumed && resumed.isOpen;
}

export type Mover = ReturnType<typeof createMover>;
export type { MoveOrder } from "./steps.ts";
