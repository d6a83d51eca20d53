import type { Knex } from "knex";
import { newOwner } from "../../db/lease.ts";
import { inTransaction } from "../../db/transaction.ts";
import { DearchiveError } from "../../errors.ts";
import { createConcurrencyLimit } from "../../lib/concurrencyLimit.ts";
import { type Deadline, startDeadline, withTimeout } from "../../lib/deadline.ts";
import { createChildGuard } from "../tables/childTables.ts";
import type { ColumnPlan } from "../tables/columnPlan.ts";
import { type ColumnPlans, createColumnPlans, replicatedPlans } from "../tables/columnPlanCache.ts";
import type { Direction } from "../tables/direction.ts";
import { createLeadReader, type LeadReader, type LocatedLead } from "../tables/leadReader.ts";
import { createAtomicMover } from "./atomicMove.ts";
import type { OpenBatch, OpenJournal, StartedMove } from "./journal.ts";
import { reasonOf, retryMove, toMoveError } from "./moveErrors.ts";
import { type MoveResult, toMoveResult } from "./outcome.ts";
import { createStatementSizes } from "./statementSize.ts";
import { look, type MoveOrder, validate } from "./steps.ts";
import { createStepwiseMover } from "./stepwiseMove.ts";

export interface MoverOptions {
  readonly db: Knex;
  /** The database that holds the two lead tables. */
  readonly vicidialDatabase: string;
  readonly journal: OpenJournal;
  /** Column plans to share with other readers of the database; own ones if omitted. */
  readonly plans?: ColumnPlans;
  /** Child tables whose rows may change with a moved lead; none if omitted. */
  readonly childTables?: readonly string[];
  /** How long (s) to wait for another instance's batch on tables without transactions. */
  readonly lockWaitSeconds: number;
  /** Requests that work at the same time, each on at most two connections of the pool. */
  readonly callsAtOnce?: number;
  readonly retryPolicy?: RetryPolicy;
}

/** Time limits of a request in ms. */
export interface RetryPolicy {
  /** For waiting in the queue and for starting new attempts. */
  readonly triesMs: number;
  /** For the answer, whatever happens. */
  readonly answerMs: number;
}

const CALLS_AT_ONCE = 6;
/** Many proxies and clients give up after 30 s, so answer earlier. The last attempt may wait for a few locks. */
const DEFAULT_RETRY_POLICY: RetryPolicy = { triesMs: 15_000, answerMs: 22_000 };

/** Result of resuming a batch that a dead instance left open. */
export type Resumed =
  | { readonly batchId: number; readonly result: MoveResult }
  /** `isOpen`: the batch stays open and is retried later; otherwise it was given up. */
  | { readonly batchId: number; readonly error: unknown; readonly isOpen: boolean };

/** Failures in a row after which resuming stops: the cause probably affects every batch. */
const MAX_FAILURES = 20;

/** Returns what `apply` would do, without changing anything. */
async function preview(tables: LeadReader, plan: ColumnPlan, started: StartedMove): Promise<MoveResult> {
  const { flags, found } = started;
  if (!flags.delete) return toMoveResult(flags, found, []);
  const left = await tables.leftovers(
    plan,
    found.map((lead) => lead.leadId),
  );
  const wouldStay = left.filter((lead) =>
    lead.inTarget ? !flags.update && lead.differences.length > 0 : !flags.insert,
  );
  return toMoveResult(flags, found, wouldStay);
}

/** Moves leads between the two tables of one Vicidial database. */
export function createMover(options: MoverOptions) {
  const { db, vicidialDatabase, journal, lockWaitSeconds } = options;
  const retryPolicy = options.retryPolicy ?? DEFAULT_RETRY_POLICY;
  const queue = createConcurrencyLimit(options.callsAtOnce ?? CALLS_AT_ONCE);
  const plans = replicatedPlans(options.plans ?? createColumnPlans(vicidialDatabase), db);
  const statementSizes = createStatementSizes();
  const children = createChildGuard(vicidialDatabase, options.childTables ?? []);
  const owner = newOwner();
  const dependencies = { db, vicidialDatabase, plans, children, statementSizes, journal, owner };
  const moveAtomically = createAtomicMover(dependencies);
  const stepwise = createStepwiseMover({ ...dependencies, lockWaitSeconds });

  async function finish(batch: OpenBatch, as: string): Promise<Resumed> {
    const { batchId } = batch;
    try {
      const deadline = startDeadline(retryPolicy.triesMs);
      return { batchId, result: await stepwise.resume(batch, as, deadline) };
    } catch (error) {
      const batches = journal(db, as);
      const ending = await batches.readEnding(batchId).catch(() => undefined);
      // The doctor reports the reason. If it cannot be recorded now, the next attempt will find it again.
      if (!ending) await batches.note(batchId, reasonOf(error)).catch(() => undefined);
      return { batchId, error: toMoveError(error), isOpen: ending === undefined };
    }
  }

  /** Runs a request's work within its time limits. Once the caller is answered, work that has changed nothing must not start. */
  async function withinLimits<T>(
    { abandoned }: MoveOrder,
    work: (deadline: Deadline, abandoned: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const deadline = startDeadline(retryPolicy.triesMs);
    const answered = new AbortController();
    const dropped = AbortSignal.any([answered.signal, ...(abandoned ? [abandoned] : [])]);
    try {
      return await withTimeout(retryPolicy.answerMs, work(deadline, dropped));
    } catch (error) {
      answered.abort(new DearchiveError({ code: "abandoned" }));
      throw toMoveError(error);
    }
  }

  /**
   * Moves leads on the path that fits their tables. A request waits in one queue: the one for stepwise batches if a table lacks
   * transactions, else the one that keeps requests that wait for locks from taking every connection.
   */
  async function moveInTurn(
    order: MoveOrder,
    deadline: Deadline,
    abandoned: AbortSignal,
  ): Promise<MoveResult> {
    const stepwiseWork = stepwise.start(order);
    const isTransactional = async () => (await plans.expected(db, order.direction)).transactional;
    const attempt = async () =>
      !stepwiseWork.isOpen() && (await isTransactional()) ? moveAtomically(order) : stepwiseWork.attempt();
    const waitIn = (await isTransactional()) ? queue : stepwise.queue;
    return waitIn.take(
      deadline.leftMs(),
      () => retryMove(deadline, attempt).catch(stepwiseWork.giveUp),
      abandoned,
    );
  }

  return {
    /**
     * Moves the named leads and records the batch. A refused move changes nothing.
     *
     * @throws DearchiveError ids_missing, schema_drift, row_refused, tables_locked, connection_lost or abandoned
     */
    async move(order: MoveOrder): Promise<MoveResult> {
      return withinLimits(order, (deadline, abandoned) =>
        moveInTurn({ ...order, abandoned }, deadline, abandoned),
      );
    },

    /** Returns what `move` would do, or throws as `move` would. Changes nothing. */
    async preview(order: MoveOrder): Promise<MoveResult> {
      const work = () =>
        inTransaction(db, async (trx) => {
          const reader = createLeadReader(trx, vicidialDatabase, order.direction);
          const seen = await look(trx, reader, dependencies, order, false);
          const { plan, started } = await validate(trx, reader, dependencies, order, seen);
          return preview(reader, plan, started);
        });
      return withinLimits(order, (deadline, abandoned) => queue.take(deadline.leftMs(), work, abandoned));
    },

    /** Finds the tables that hold the named leads; omits leads in neither. */
    async locate(direction: Direction, leadIds: readonly number[]): Promise<readonly LocatedLead[]> {
      try {
        return await createLeadReader(db, vicidialDatabase, direction).locate(leadIds);
      } catch (error) {
        throw toMoveError(error);
      }
    },

    /** Finishes every batch that dead instances left open. Batches of live instances are not touched. */
    async resumeAbandoned(): Promise<readonly Resumed[]> {
      const resumed: Resumed[] = [];
      for (let failures = 0; failures < MAX_FAILURES; ) {
        const as = newOwner();
        const batch = await journal(db, as).claimAbandoned();
        if (!batch || resumed.some(({ batchId }) => batchId === batch.batchId)) break;
        const outcome = await finish(batch, as);
        resumed.push(outcome);
        failures = isStillOpen(outcome) ? failures + 1 : 0;
      }
      return resumed;
    },
  };
}

/** Whether a batch stays open because it could not be finished yet. */
export function isStillOpen(resumed: Resumed): boolean {
  return "error" in resumed && resumed.isOpen;
}

export type Mover = ReturnType<typeof createMover>;
export type { MoveOrder } from "./steps.ts";
