import type { Knex } from "knex";
import { type CustomerScope, inScope } from "../../db/customerScope.ts";
import { NOW } from "../../db/lease.ts";
import { inTransaction } from "../../db/transaction.ts";
import { changesText } from "../../leads/changes/changesJson.ts";
import { type Control, type Run, type RunSettings, type RunState, statesFor } from "../run.ts";
import { createRunCreation, type RunCreation } from "./runCreation.ts";
import { IS_LEASED, NO_HOLD, type ReadRunRow, toRun } from "./runRow.ts";

/** How long runs that were never started are kept. */
const DRAFT_DAYS = 7;
const CLEAN_LIMIT = 100;

function settingColumns({ skip, restoresCallbacks, rate, changes }: RunSettings) {
  return {
    leave_out: JSON.stringify(skip),
    brings_callbacks: Number(restoresCallbacks),
    rate,
    changes: changesText(changes),
  };
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

  const creation: RunCreation = createRunCreation(db, scope);

  return {
    ...creation,

    /** Whether an instance works on the run. Index: the primary key. */
    async isWorkedOn(id: number): Promise<boolean> {
      return (await theirs().where({ id }).whereRaw(IS_LEASED).first("id")) !== undefined;
    },

    /** Index: the primary key. */
    async find(id: number): Promise<Run | undefined> {
      const [row] = await rows().where({ id });
      return row && toRun(row);
    },

    /** @returns whether the run was ready */
    start: (id: number, settings: RunSettings): Promise<boolean> =>
      change(id, "start", { ...settingColumns(settings), state: "running", started_at: db.raw(NOW) }),

    /** The batch under way is still finished. */
    pause: (id: number): Promise<boolean> => change(id, "pause", { state: "paused", ...NO_HOLD }),

    resume: (id: number): Promise<boolean> => change(id, "resume", { state: "running", ...NO_HOLD }),

    stop: (id: number): Promise<boolean> =>
      change(id, "stop", { state: "stopped", finished_at: db.raw(NOW), ...NO_HOLD }),

    /**
     * Checks all leads again.
     *
     * @param settings replace those of the run: its warnings depend on the list that the leads move to
     */
    recheck: (id: number, settings?: RunSettings): Promise<boolean> =>
      change(id, "recheck", {
        ...(settings && settingColumns(settings)),
        state: "checking",
        checked_parts: 0,
        check_result: null,
        checked_at: null,
        starts_itself: 0,
      }),

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
