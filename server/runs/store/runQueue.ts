import type { Knex } from "knex";
import { type CustomerScope, inScope } from "../../db/customerScope.ts";
import { LEASE_END, NOW, newOwner } from "../../db/lease.ts";
import { toUtcText } from "../../db/sql.ts";
import { truncate } from "../../vicidial/vicidialText.ts";
import type { Hold, Run, RunState } from "../run.ts";
import { NO_HOLD, type ReadRunRow, toRun } from "./runRow.ts";

/** States in which an instance works on the run. */
const WORK: readonly RunState[] = ["checking", "running"];
/** Pause before a run on hold is tried again. Short even if the hold's end is known, because it may end earlier. */
const LOOK_AGAIN_SECONDS = 3;
const MAX_DETAIL = 255;

/** A run that an instance works on. */
export interface ClaimedRun {
  readonly run: Run;
  /** Unique for each claim. */
  readonly owner: string;
}

const NO_LEASE = { lease_owner: null, lease_until: null } as const;

function holdColumns({ code, detail, until }: Hold) {
  return {
    hold_code: code,
    hold_detail: truncate(detail, MAX_DETAIL),
    hold_until: until && toUtcText(until),
  };
}

/** A warning to skip that could not be checked needs a user's decision: its leads would move. */
function mayStartItself({ startsItself, skip, tally }: Run): boolean {
  return startsItself && !skip.some((warning) => tally.unchecked.includes(warning));
}

/** Matches the run only while the claim holds. */
export function claimedRow(connection: Knex, { run, owner }: ClaimedRun) {
  return connection("dearchive_runs").where({ id: run.id, customer: run.customer, lease_owner: owner });
}

/**
 * The queue of runs for the instances that work on them. A claim holds while its lease is renewed, by the database's clock.
 * Changes apply only while the claim holds.
 *
 * @param scope whose runs are claimed: customers with separate Vicidials may share the table
 */
export function createRunQueue(db: Knex, scope: CustomerScope) {
  async function read(id: number, owner: string): Promise<ClaimedRun | undefined> {
    const [row] = await db("dearchive_runs")
      .select<ReadRunRow[]>("*", db.raw("1 AS is_leased"))
      .where({ id, lease_owner: owner, ...inScope(scope) });
    return row && { run: toRun(row), owner };
  }

  return {
    /** Claims the run that has waited longest. Index: (customer, state, lease_until), or (state, id) for every customer. */
    async claim(): Promise<ClaimedRun | undefined> {
      const free = `(lease_until IS NULL OR lease_until < ${NOW})`;
      const found = await db("dearchive_runs")
        .whereIn("state", WORK)
        .where(inScope(scope))
        .whereRaw(free)
        .orderBy(["lease_until", "id"])
        .first("id");
      if (!found) return undefined;
      const owner = newOwner();
      const taken = await db("dearchive_runs")
        .where({ id: found.id, ...inScope(scope) })
        .whereIn("state", WORK)
        .whereRaw(free)
        .update({ lease_owner: owner, lease_until: db.raw(LEASE_END) });
      return taken > 0 ? read(found.id, owner) : undefined;
    },

    /** Renews the lease and rereads the run; undefined once the claim is lost or the state has changed. */
    async renew(claimed: ClaimedRun): Promise<ClaimedRun | undefined> {
      const renewed = await claimedRow(db, claimed)
        .where({ state: claimed.run.state })
        .update({ lease_until: db.raw(LEASE_END) });
      return renewed > 0 ? read(claimed.run.id, claimed.owner) : undefined;
    },

    /** Rereads the run in any state; undefined once the claim is lost. */
    read: ({ run, owner }: ClaimedRun): Promise<ClaimedRun | undefined> => read(run.id, owner),

    /** Extends the lease during a long step, in any state. */
    async extend(claimed: ClaimedRun): Promise<void> {
      await claimedRow(db, claimed).update({ lease_until: db.raw(LEASE_END) });
    },

    /** Releases a run, so that any instance can claim it. */
    async release(claimed: ClaimedRun): Promise<void> {
      await claimedRow(db, claimed).update(NO_LEASE);
    },

    /** Puts a run on hold: no instance can claim it for some seconds. */
    async hold(claimed: ClaimedRun, hold: Hold, seconds = LOOK_AGAIN_SECONDS): Promise<void> {
      await claimedRow(db, claimed)
        .whereIn("state", WORK)
        .update({
          ...holdColumns(hold),
          lease_owner: null,
          lease_until: db.raw(`${NOW} + INTERVAL ? SECOND`, [seconds]),
        });
    },

    /** Pauses a run that only a user can resume. */
    async pause(claimed: ClaimedRun, hold: Hold): Promise<void> {
      await claimedRow(db, claimed)
        .where({ state: "running" })
        .update({ state: "paused", ...holdColumns(hold), ...NO_LEASE });
    },

    /** Clears the hold of a run that continues. */
    async clearHold(claimed: ClaimedRun): Promise<void> {
      if (claimed.run.hold !== null) await claimedRow(db, claimed).update(NO_HOLD);
    },

    /** Marks a run whose leads are all checked as ready: a user decides next. A run that starts itself is running. */
    async finishCheck(claimed: ClaimedRun): Promise<void> {
      const next = mayStartItself(claimed.run)
        ? { state: "running", started_at: db.raw(NOW) }
        : { state: "ready" };
      await claimedRow(db, claimed)
        .where({ state: "checking" })
        .update({ ...next, checked_at: db.raw(NOW), ...NO_LEASE });
    },

    /** Marks a run as done. */
    async finish(claimed: ClaimedRun): Promise<boolean> {
      const changed = await claimedRow(db, claimed)
        .where({ state: "running" })
        .update({
          state: "done",
          finished_at: db.raw(NOW),
          lease_owner: null,
          lease_until: null,
          ...NO_HOLD,
        });
      return changed > 0;
    },
  };
}
