import type { Knex } from "knex";
import { keepLease } from "../../db/lease.ts";
import { beginIfOutside } from "../../db/transaction.ts";
import { fail } from "../../errors.ts";
import { createConcurrencyLimit } from "../../lib/concurrencyLimit.ts";
import type { Deadline } from "../../lib/deadline.ts";
import { logAtOnce } from "../changes/changeLog.ts";
import { createChangeSteps } from "../changes/changeSteps.ts";
import type { ColumnPlan } from "../tables/columnPlan.ts";
import { DIRECTIONS, type Direction } from "../tables/direction.ts";
import { createDefinitionsHolder } from "../tables/heldDefinitions.ts";
import { createLeadTables, type LeadTables } from "../tables/leadTables.ts";
import { moveTables } from "../tables/statements.ts";
import type { MoverDependencies } from "./atomicMove.ts";
import { createCompensation } from "./compensation.ts";
import type { OpenBatch } from "./journal.ts";
import { DefinitionsChanged, isContention, isTransient, reasonOf, retryMove } from "./moveErrors.ts";
import { createExclusiveWork } from "./moveLock.ts";
import { absentOf, type MoveResult } from "./outcome.ts";
import { rollBack } from "./rollBack.ts";
import { apply, lockAndValidate, type MoveOrder, NO_CHANGES, planMove } from "./steps.ts";
import { resultOfTakenOver } from "./takenOverBatch.ts";

export interface StepwiseDependencies extends MoverDependencies {
  /** How long (s) to wait for another instance's batch. */
  readonly lockWaitSeconds: number;
}

/** A batch with the plan that fits, or its result if another instance finished it. */
type Opened = { readonly plan: ColumnPlan; readonly batch: OpenBatch } | { readonly result: MoveResult };

/** Opens a batch on a connection: records a new one, or continues a recorded one. */
type Opening = (trx: Knex, tables: LeadTables) => Promise<Opened>;

interface Task {
  readonly direction: Direction;
  /** Lease owner of the batch. */
  readonly as: string;
  /** False for a batch that was taken over. */
  readonly isFresh: boolean;
}

/** One batch, worked on in attempts: each continues where the previous one stopped. */
export interface StepwiseWork {
  /** Whether the batch is recorded. From then on only stepwise attempts may work on it. */
  isOpen(): boolean;
  attempt(): Promise<MoveResult>;
  /** Ends the batch after its last attempt failed. @throws the error, unless another instance has finished the batch */
  giveUp(error: unknown): Promise<MoveResult>;
}

/**
 * Moves leads between tables of which at least one does not roll back. The knex transaction only lends a connection and holds
 * the tables' definitions. Safety comes from the order: the batch is recorded first, leads are inserted before the comparing
 * delete, and every step is repeatable. One batch at a time works on a database, so that each knows what it did; without
 * transactions they would queue for the table locks anyway.
 */
export function createStepwiseMover(dependencies: StepwiseDependencies) {
  const { db, vicidialDatabase, plans, statementSizes, journal, owner, lockWaitSeconds } = dependencies;
  const queue = createConcurrencyLimit();
  const compensate = createCompensation({ vicidialDatabase, plans, statementSizes });
  const definitions = createDefinitionsHolder(db, moveTables(vicidialDatabase, DIRECTIONS.dearchive));
  const runExclusively = createExclusiveWork({ db, vicidialDatabase, lockWaitSeconds, definitions });

  /** Finds and records a new batch. The record uses another connection, whose commit blocks nothing here. */
  function openNew(order: MoveOrder): Opening {
    return async (trx, tables) => {
      const { plan, started } = await lockAndValidate(trx, tables, dependencies, order, false);
      if (plan.transactional) throw new DefinitionsChanged();
      order.abandoned?.throwIfAborted();
      return { plan, batch: await journal(db, owner).open(started) };
    };
  }

  function reopen(batch: OpenBatch, as: string): Opening {
    return async (trx, tables) => {
      const result = await resultOfTakenOver(journal(db, as), batch);
      if (result) return { result };
      await tables.holdDefinitions();
      const { direction, flags } = batch.started;
      return { plan: await planMove(trx, dependencies, DIRECTIONS[direction], flags), batch };
    };
  }

  function startWork(task: Task, first: Opening): StepwiseWork {
    const { direction, as } = task;
    let opening = first;
    let open: OpenBatch | undefined;
    return {
      isOpen: () => open !== undefined,
      attempt: () =>
        runExclusively(async (trx) => {
          const tables = createLeadTables(trx, vicidialDatabase, direction, statementSizes);
          const opened = await opening(trx, tables);
          if ("result" in opened) return opened.result;
          const { plan, batch } = opened;
          open = batch;
          opening = reopen(batch, as);
          return keepLease(
            () => journal(db, as).renew(batch.batchId),
            () => finish(trx, tables, task, plan, batch),
          );
        }),
      async giveUp(error) {
        if (!open || !isContention(error)) throw error;
        return abort(task, open, error);
      },
    };
  }

  /**
   * Ends a batch that another session's lock or a unique key blocks: removes what it inserted. If that fails, or a lead has
   * moved already, the batch stays open and is finished later.
   *
   * @throws the reason, unless another instance has finished the batch meanwhile
   */
  async function abort({ direction, as }: Task, batch: OpenBatch, reason: unknown): Promise<MoveResult> {
    const result = await runExclusively(async (trx) => {
      const finished = await resultOfTakenOver(journal(db, as), batch);
      if (finished) return finished;
      const { flags, found } = batch.started;
      if (flags.update && absentOf(found).length < found.length) fail({ code: "interrupted" });
      const tables = createLeadTables(trx, vicidialDatabase, direction, statementSizes);
      await tables.holdDefinitions();
      const plan = await plans.current(trx, direction);
      await changesOf(trx, tables, plan, as, batch).rollBackAround(() =>
        rollBack(tables, plan, batch.started, reason),
      );
      await journal(db, as).fail(batch.batchId, reasonOf(reason));
      return undefined;
    }).catch(() => fail({ code: "interrupted" }, reason));
    if (!result) throw reason;
    return result;
  }

  async function finish(
    trx: Knex,
    tables: LeadTables,
    { direction, as, isFresh }: Task,
    plan: ColumnPlan,
    { batchId, started }: OpenBatch,
  ): Promise<MoveResult> {
    const changes = changesOf(trx, tables, plan, as, { batchId, started });
    let result: MoveResult | undefined;
    try {
      const secure = () => secureInserts(trx, tables, plan, direction);
      result = await changes.around((record) => apply(tables, plan, started, () => record().then(secure)));
    } catch (error) {
      if (isTransient(error)) throw error;
      definitions.learnFrom(error);
      // A permanent refusal. Some rows may have been inserted or deleted before the refused one.
      result = await changes.rollBackAround(() => compensate(trx, started, error, isFresh));
      if (!result) {
        await journal(db, as).fail(batchId, reasonOf(error));
        throw error;
      }
    }
    await beginIfOutside(trx);
    await journal(trx, as).close(batchId, result);
    await changes.note(journal(trx, as), batchId);
    return result;
  }

  function changesOf(connection: Knex, tables: LeadTables, plan: ColumnPlan, as: string, batch: OpenBatch) {
    const { batchId, started } = batch;
    if (started.changes === undefined) return NO_CHANGES;
    const log = logAtOnce(journal(db, as), batchId);
    return createChangeSteps(started.changes, { ...dependencies, connection, tables, plan, started, log });
  }

  /** Makes inserts durable before their source rows are deleted, if only the target rolls back. */
  async function secureInserts(
    trx: Knex,
    tables: LeadTables,
    plan: ColumnPlan,
    direction: Direction,
  ): Promise<void> {
    if (!plan.mixed) return;
    await tables.commit();
    await tables.holdDefinitions();
    if ((await plans.current(trx, direction)) !== plan) throw new DefinitionsChanged();
  }

  return {
    queue,

    start: (order: MoveOrder): StepwiseWork =>
      startWork({ direction: order.direction, as: owner, isFresh: true }, openNew(order)),

    /** Finishes a batch that was taken over by the lease owner `as`. */
    resume(batch: OpenBatch, as: string, deadline: Deadline): Promise<MoveResult> {
      const task = { direction: DIRECTIONS[batch.started.direction], as, isFresh: false };
      const work = startWork(task, reopen(batch, as));
      return keepLease(
        () => journal(db, as).renew(batch.batchId),
        () => queue.take(deadline.leftMs(), () => retryMove(deadline, work.attempt).catch(work.giveUp)),
      );
    },
  };
}
