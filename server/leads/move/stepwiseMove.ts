import type { Knex } from "knex";
import { isLostConnection } from "../../db/databaseErrors.ts";
import { keepLease } from "../../db/lease.ts";
import { beginIfOutside } from "../../db/transaction.ts";
import { fail } from "../../errors.ts";
import { createConcurrencyLimit } from "../../lib/concurrencyLimit.ts";
import type { Deadline } from "../../lib/deadline.ts";
import { retry } from "../../lib/retry.ts";
import type { ColumnPlan } from "../tables/columnPlan.ts";
import { DIRECTIONS, type Direction } from "../tables/direction.ts";
import { createDefinitionsHolder, TransactionForbidden } from "../tables/heldDefinitions.ts";
import { createLeadTables, type LeadTables } from "../tables/leadTables.ts";
import { type MovePath, RETRY } from "./atomicMove.ts";
import { createCompensation } from "./compensation.ts";
import { createExclusiveWork } from "./exclusiveWork.ts";
import type { OpenBatch } from "./journal.ts";
import { DefinitionsChanged, isContention, isTransient, isWorthAnotherTry, reasonOf } from "./moveErrors.ts";
import { absentOf, type MoveResult } from "./outcome.ts";
import { rollBack } from "./rollBack.ts";
import { apply, lockAndValidate, type MoveOrder, planMove } from "./steps.ts";
import { resultOfTakenOver } from "./takenOverBatch.ts";

export interface StepwisePath extends MovePath {
  /** How long another instance's batch is waited for. */
  readonly lockWaitSeconds: number;
}

/** A batch to work on with the plan that fits, or what somebody else made of it meanwhile. */
type Opened = { readonly plan: ColumnPlan; readonly batch: OpenBatch } | { readonly result: MoveResult };

/** How a batch comes to a connection: found and recorded there, or taken up again. */
type Opening = (trx: Knex, tables: LeadTables) => Promise<Opened>;

interface Task {
  readonly direction: Direction;
  /** The owner under whose name the batch is worked on. */
  readonly as: string;
  /** Whether the batch begins here, rather than being taken over. */
  readonly isFresh: boolean;
  /** Aborted when the caller is gone. */
  readonly abandoned?: AbortSignal;
}

/**
 * At least one table does not roll back, so a knex transaction is here no more than the loan of one connection that
 * keeps the tables' definitions still. What makes a move safe: the batch is recorded first, leads are inserted before
 * the comparing delete, and every step may be done again. One batch at a time works on a database, so that each
 * knows what it did; without transactions they would queue for the tables' locks all the same.
 */
export function createStepwiseMover(path: StepwisePath) {
  const { db, vicidialDatabase, plans, statementSizes, journal, owner, lockWaitSeconds } = path;
  const concurrencyLimit = createConcurrencyLimit();
  const compensate = createCompensation({ vicidialDatabase, plans, statementSizes });
  const definitions = createDefinitionsHolder(db, (connection) =>
    createLeadTables(connection, vicidialDatabase, DIRECTIONS.dearchive, statementSizes).holdDefinitions(),
  );
  const alone = createExclusiveWork({ db, vicidialDatabase, lockWaitSeconds, definitions });

  /** Finds and records a new batch; the record is on another connection, whose commit holds nothing up here. */
  function openNew(order: MoveOrder): Opening {
    return async (trx, tables) => {
      const { plan, started } = await lockAndValidate(trx, tables, path, order, false);
      if (plan.transactional) throw new DefinitionsChanged();
      order.abandoned?.throwIfAborted();
      return { plan, batch: await journal(db, owner).open(started) };
    };
  }

  function takeUp(batch: OpenBatch, as: string): Opening {
    return async (trx, tables) => {
      const result = await resultOfTakenOver(journal(db, as), batch);
      if (result) return { result };
      await tables.holdDefinitions();
      const { direction, flags } = batch.started;
      return { plan: await planMove(trx, path, DIRECTIONS[direction], flags), batch };
    };
  }

  /** Works on a batch until it is closed, again after each interruption that may pass. */
  async function work(task: Task, first: Opening, deadline: Deadline): Promise<MoveResult> {
    const { direction, as, abandoned } = task;
    let opening = first;
    let opened: OpenBatch | undefined;
    const isRetryable = (error: unknown, attempt: number) =>
      isWorthAnotherTry(error, attempt) ||
      isLostConnection(error) ||
      error instanceof TransactionForbidden ||
      (opened !== undefined && error instanceof DefinitionsChanged);
    const tryOnce = () =>
      alone(async (trx) => {
        const tables = createLeadTables(trx, vicidialDatabase, direction, statementSizes);
        const now = await opening(trx, tables);
        if ("result" in now) return now.result;
        const { plan, batch } = now;
        opened = batch;
        opening = takeUp(batch, as);
        return keepLease(
          () => journal(db, as).renew(batch.batchId),
          () => finish(trx, tables, task, plan, batch),
        );
      });
    const workOn = async () => {
      try {
        return await retry({ ...RETRY, isRetryable, deadline }, tryOnce);
      } catch (error) {
        if (opened && isContention(error)) return await giveUp(task, opened, error);
        throw error;
      }
    };
    return concurrencyLimit.take(deadline.leftMs(), workOn, abandoned);
  }

  /**
   * Ends a batch that somebody's lock, or a unique key, kept from going on: what it has inserted leaves again. Where
   * that cannot be done, or a lead has moved already, the batch stays open and is finished later.
   *
   * @throws the reason, where somebody else has not finished the batch meanwhile
   */
  async function giveUp({ direction, as }: Task, batch: OpenBatch, reason: unknown): Promise<MoveResult> {
    const result = await alone(async (trx) => {
      const ofOthers = await resultOfTakenOver(journal(db, as), batch);
      if (ofOthers) return ofOthers;
      const { flags, found } = batch.started;
      if (flags.update && absentOf(found).length < found.length) fail({ code: "interrupted" });
      const tables = createLeadTables(trx, vicidialDatabase, direction, statementSizes);
      await tables.holdDefinitions();
      await rollBack(tables, await plans.current(trx, direction), batch.started, reason);
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
    let result: MoveResult | undefined;
    try {
      result = await apply(tables, plan, started, () => secureInserts(trx, tables, plan, direction));
    } catch (error) {
      if (isTransient(error)) throw error;
      definitions.learnFrom(error);
      // What lasts is not tried again: some rows may have gone in, or out, before the refused one.
      result = await compensate(trx, started, error, isFresh);
      if (!result) {
        await journal(db, as).fail(batchId, reasonOf(error));
        throw error;
      }
    }
    await beginIfOutside(trx);
    await journal(trx, as).close(batchId, result);
    return result;
  }

  /** Where only the target rolls back, an insert must be on disk before its source row goes. */
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
    move: (order: MoveOrder, deadline: Deadline): Promise<MoveResult> =>
      work({ ...order, as: owner, isFresh: true }, openNew(order), deadline),

    /** Finishes a batch that was taken over under the name `as`. */
    resume: (batch: OpenBatch, as: string, deadline: Deadline): Promise<MoveResult> =>
      keepLease(
        () => journal(db, as).renew(batch.batchId),
        () => {
          const task = { direction: DIRECTIONS[batch.started.direction], as, isFresh: false };
          return work(task, takeUp(batch, as), deadline);
        },
      ),
  };
}
