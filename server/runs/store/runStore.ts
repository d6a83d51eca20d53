import type { Knex } from "knex";
import { type CustomerScope, inScope } from "../../db/customerScope.ts";
import { NOW } from "../../db/lease.ts";
import { inTransaction } from "../../db/transaction.ts";
import type { DirectionName } from "../../leads/tables/direction.ts";
import { skippedByDefault } from "../leadWarnings.ts";
import { type Control, type Run, type RunSettings, type RunState, statesFor } from "../run.ts";
import { isUndo, type RunSource, type UndoSource } from "../runSource.ts";
import { appendChunks, splitIntoChunks } from "./runChunks.ts";
import { IS_LEASED, NO_HOLD, type ReadRunRow, sourceText, toRun, undoColumns } from "./runRow.ts";

export interface NewRun {
  readonly customer: string;
  readonly direction: DirectionName;
  readonly user: string;
  readonly requestId: string;
  readonly source: RunSource;
  /** Distinct and sorted. Left out if the run has to find its leads. */
  readonly leadIds?: readonly number[];
}

/** How long runs that were never started are kept. */
const DRAFT_DAYS = 7;
const CLEAN_LIMIT = 100;

const UNFINISHED: readonly RunState[] = ["checking", "ready", "running", "paused"];

/** The columns that name what a new run undoes. Index: the primary key of dearchive_run_batches. */
function undoneColumns(trx: Knex, source: RunSource) {
  if (!isUndo(source)) return {};
  const batchId = source.kind === "batch" ? source.batchId : null;
  return {
    ...undoColumns(source),
    ...(batchId !== null && {
      undo_of: trx.raw("(SELECT run_id FROM dearchive_run_batches WHERE batch_id = ?)", [batchId]),
    }),
  };
}

async function insertRun(trx: Knex, { leadIds, ...run }: NewRun): Promise<number> {
  const chunks = splitIntoChunks(leadIds ?? []);
  const [id = 0] = await trx("dearchive_runs").insert({
    customer: run.customer,
    direction: run.direction,
    vicidial_user: run.user,
    request_id: run.requestId,
    source: sourceText(run.source),
    ...undoneColumns(trx, run.source),
    state: "checking",
    is_collected: Number(leadIds !== undefined),
    lead_count: leadIds?.length ?? 0,
    part_count: chunks.length,
    leave_out: JSON.stringify(skippedByDefault(run)),
    created_at: trx.raw(NOW),
  });
  await appendChunks(trx, id, 0, chunks);
  return id;
}

/** Locks what is undone, so that undos of it are created one after the other. */
async function lockUndone(trx: Knex, source: UndoSource): Promise<void> {
  if (source.kind === "run") await trx("dearchive_runs").where({ id: source.runId }).forUpdate().pluck("id");
  else await trx("dearchive_batches").where({ id: source.batchId }).forUpdate().pluck("id");
}

/** Runs as users see and control them. Instances work on them through the queue. */
export function createRunStore(db: Knex, scope: CustomerScope) {
  function theirs(connection: Knex = db) {
    return connection("dearchive_runs").where(inScope(scope));
  }

  function rows() {
    return theirs().select<ReadRunRow[]>("*", db.raw(`${IS_LEASED} AS is_leased`));
  }

  /** Changes a run if its state allows the control. */
  async function change(
    id: number,
    control: Control,
    columns: Readonly<Record<string, Knex.Value | Knex.Raw>>,
  ): Promise<boolean> {
    const states = [...statesFor(control)];
    return (await theirs().where({ id }).whereIn("state", states).update(columns)) > 0;
  }

  async function remove(ids: readonly number[], states: readonly RunState[]): Promise<number> {
    return inTransaction(db, async (trx) => {
      const runs = await theirs(trx).whereIn("id", ids).whereIn("state", states).forUpdate().pluck("id");
      await trx("dearchive_runs").whereIn("id", runs).delete();
      await trx("dearchive_run_parts").whereIn("run_id", runs).delete();
      return runs.length;
    });
  }

  return {
    /** Whether an instance works on the run. Index: the primary key. */
    async isWorkedOn(id: number): Promise<boolean> {
      return (await theirs().where({ id }).whereRaw(IS_LEASED).first("id")) !== undefined;
    },

    /** Creates a run; its leads are checked next. */
    create: (run: NewRun): Promise<number> => inTransaction(db, (trx) => insertRun(trx, run)),

    /** Creates an undo, unless the user has an unfinished one of the same run or batch: a double click creates one run. */
    async createUndo(
      run: NewRun & { readonly source: UndoSource },
    ): Promise<{ readonly id: number; readonly isNew: boolean }> {
      return inTransaction(db, async (trx) => {
        await lockUndone(trx, run.source);
        const [open] = await theirs(trx)
          .where({ ...undoColumns(run.source), customer: run.customer, vicidial_user: run.user })
          .whereIn("state", UNFINISHED)
          .limit(1)
          .pluck("id");
        return open !== undefined
          ? { id: open, isNew: false }
          : { id: await insertRun(trx, run), isNew: true };
      });
    },

    /** Index: the primary key. */
    async find(id: number): Promise<Run | undefined> {
      const [row] = await rows().where({ id });
      return row && toRun(row);
    },

    /** @returns whether the run was ready */
    start(id: number, { skip: leaveOut, restoresCallbacks, rate }: RunSettings): Promise<boolean> {
      return change(id, "start", {
        state: "running",
        leave_out: JSON.stringify(leaveOut),
        brings_callbacks: Number(restoresCallbacks),
        rate,
        started_at: db.raw(NOW),
      });
    },

    /** The batch under way is still finished. */
    pause: (id: number): Promise<boolean> => change(id, "pause", { state: "paused", ...NO_HOLD }),

    resume: (id: number): Promise<boolean> => change(id, "resume", { state: "running", ...NO_HOLD }),

    stop: (id: number): Promise<boolean> =>
      change(id, "stop", { state: "stopped", finished_at: db.raw(NOW), ...NO_HOLD }),

    /** Checks all leads again. */
    recheck: (id: number): Promise<boolean> =>
      change(id, "recheck", { state: "checking", checked_parts: 0, check_result: null, checked_at: null }),

    /** Names a run in any state. An empty name removes it. */
    async rename(id: number, name: string): Promise<boolean> {
      return (await theirs().where({ id }).update({ name })) > 0;
    },

    /** Sets the speed limit, from the next batch on. */
    async setRate(id: number, rate: number | null): Promise<boolean> {
      return (await theirs().where({ id }).whereIn("state", ["running", "paused"]).update({ rate })) > 0;
    },

    /** Deletes a run that was never started. */
    async discard(id: number): Promise<boolean> {
      return (await remove([id], statesFor("discard"))) > 0;
    },

    /** Deletes old runs that were never started. Index: (customer, state, lease_until). */
    async clean(): Promise<void> {
      const old = await theirs()
        .whereIn("state", statesFor("discard"))
        .whereRaw(`created_at < ${NOW} - INTERVAL ${DRAFT_DAYS} DAY`)
        .limit(CLEAN_LIMIT)
        .pluck("id");
      await remove(old, statesFor("discard"));
    },
  };
}

export type RunStore = ReturnType<typeof createRunStore>;
