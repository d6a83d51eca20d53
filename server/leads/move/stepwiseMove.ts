/** The life of a batch without transactions. It is longer than 200 lines because each way to end a batch depends on how it began. */

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
import { createExclusiveWork, type Exclusive } from "./moveLock.ts";
import { absentOf, type MoveResult } from "./outcome.ts";
import { rollBack } from "./rollBack.ts";
import { apply, look, type MoveOrder, NO_CHANGES, planMove, validate } from "./steps.ts";
import { resultOfTakenOver } from "./takenOverBatch.ts";

export interface StepwiseDependencies extends MoverDependencies {
  /** How long (s) to wait for another instance's batch. */
  readonly lockWaitSeconds: number;
}

/** What a batch is worked on with: alone, and with the plan that fits the tables. */
interface Workplace extends Exclusive {
  readonly tables: LeadTables;
  readonly plan: ColumnPlan;
}

/** Opens a batch, a new or a recorded one, and works on it. Without work, returns the result of another instance. */
type Opening = (work: (place: Workplace, batch: OpenBatch) => Promise<MoveResult>) => Promise<MoveResult>;

interface Task {
  readonly direction: Direction;
  /** Lease owner of the batch. */
  readonly as: string;
  /** False for a batch that was taken over. */
  readonly isFresh: boolean;
}

const nothing = async (): Promise<undefined> => undefined;

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

  const tablesOn = (connection: Knex, direction: Direction): LeadTables =>
    createLeadTables(connection, vicidialDatabase, direction, statementSizes);

  /** Finds and records a new batch. The record uses another connection, whose commit blocks nothing here. */
  function openNew(order: MoveOrder): Opening {
    const { direction } = order;
    return (work) =>
      runExclusively(
        (connection) => look(connection, tablesOn(connection, direction), dependencies, order, false),
        async (exclusive, seen) => {
          const { connection } = exclusive;
          const tables = tablesOn(connection, direction);
          const { plan, started } = await validate(connection, tables, dependencies, order, seen);
          if (plan.transactional) throw new DefinitionsChanged();
          order.abandoned?.throwIfAborted();
          return work({ ...exclusive, tables, plan }, await journal(db, owner).open(started));
        },
      );
  }

  function reopen(batch: OpenBatch, as: string): Opening {
    return (work) =>
      runExclusively(nothing, async (exclusive) => {
        const { connection } = exclusive;
        const result = await resultOfTakenOver(journal(db, as), batch);
        if (result) return result;
        const { direction, flags } = batch.started;
        const tables = tablesOn(connection, DIRECTIONS[direction]);
        await tables.holdDefinitions();
        const plan = await planMove(connection, dependencies, DIRECTIONS[direction], flags);
        return work({ ...exclusive, tables, plan }, batch);
      });
  }

  function startWork(task: Task, first: Opening): StepwiseWork {
    const { as } = task;
    let opening = first;
    let open: OpenBatch | undefined;
    return {
      isOpen: () => open !== undefined,
      attempt: () =>
        opening((place, batch) => {
          open = batch;
          opening = reopen(batch, as);
          return keepLease(
            () => journal(db, as).renew(batch.batchId),
            () => finish(place, task, batch),
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
    const result = await runExclusively(nothing, async ({ connection }) => {
      const finished = await resultOfTakenOver(journal(db, as), batch);
      if (finished) return finished;
      const { flags, found } = batch.started;
      if (flags.update && absentOf(found).length < found.length) fail({ code: "interrupted" });
      const tables = tablesOn(connection, direction);
      await tables.holdDefinitions();
      const plan = await plans.current(connection, direction);
      await changesOf({ connection, tables, plan }, as, batch).rollBackAround(() =>
        rollBack(tables, plan, batch.started, reason),
      );
      await journal(db, as).fail(batch.batchId, reasonOf(reason));
      return undefined;
    }).catch(() => fail({ code: "interrupted" }, reason));
    if (!result) throw reason;
    return result;
  }

  async function finish(
    place: Workplace,
    { direction, as, isFresh }: Task,
    { batchId, started }: OpenBatch,
  ): Promise<MoveResult> {
    const { connection, tables, plan, end } = place;
    const changes = changesOf(place, as, { batchId, started });
    let result: MoveResult | undefined;
    try {
      const secure = () => secureInserts(place, direction);
      result = await changes.around((record) => apply(tables, plan, started, () => record().then(secure)));
    } catch (error) {
      if (isTransient(error)) throw error;
      definitions.learnFrom(error);
      // A permanent refusal. Some rows may have been inserted or deleted before the refused one.
      result = await changes.rollBackAround(() => compensate(connection, started, error, isFresh));
      if (!result) {
        await journal(db, as).fail(batchId, reasonOf(error));
        throw error;
      }
    }
    await beginIfOutside(connection);
    const batches = journal(connection, as);
    await batches.close(batchId, result, started.changes === undefined ? end : nothing);
    await changes.note(batches, batchId);
    return result;
  }

  function changesOf(
    { connection, tables, plan }: Omit<Workplace, "end">,
    as: string,
    { batchId, started }: OpenBatch,
  ) {
    if (started.changes === undefined) return NO_CHANGES;
    const log = logAtOnce(journal(db, as), batchId);
    return createChangeSteps(started.changes, { ...dependencies, connection, tables, plan, started, log });
  }

  /** Makes inserts durable before their source rows are deleted, if only the target rolls back. */
  async function secureInserts({ connection, tables, plan }: Workplace, direction: Direction): Promise<void> {
    if (!plan.mixed) return;
    await tables.commit();
    await tables.holdDefinitions();
    if ((await plans.current(connection, direction)) !== plan) throw new DefinitionsChanged();
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
