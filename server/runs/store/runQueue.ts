import type { Knex } from "knex";
import { LEASE_END, NOW, newOwner } from "../../db/lease.ts";
import { toUtcText } from "../../db/sql.ts";
import { truncate } from "../../vicidial/vicidialText.ts";
import type { Hold, Run, RunState } from "../run.ts";
import { NO_HOLD, type ReadRunRow, toRun } from "./runRow.ts";

/** States in which there is something to do. */
const WORK: readonly RunState[] = ["checking", "running"];
/** So long a held run is left alone, even where the hold's end is known: somebody may lift it earlier. */
const LOOK_AGAIN_SECONDS = 3;
const MAX_DETAIL = 255;

/** A run that an instance works on. */
export interface ClaimedRun {
  readonly run: Run;
  /** A name that is this claim's alone. */
  readonly owner: string;
}

/** Of a run that is given back. */
const NOBODYS = { lease_owner: null, lease_until: null } as const;

function holdColumns({ code, detail, until }: Hold) {
  return {
    hold_code: code,
    hold_detail: truncate(detail, MAX_DETAIL),
    hold_until: until && toUtcText(until),
  };
}

/** A run, while it is its claimant's. */
export function claimedRow(connection: Knex, { run, owner }: ClaimedRun) {
  return connection("dearchive_runs").where({ id: run.id, customer: run.customer, lease_owner: owner });
}

/**
 * Runs as those see them who work on them. A run belongs to its owner for as long as that renews its lease by the
 * database's clock; every change tells whether it still did, and changes nothing where it did not.
 *
 * @param customer whose runs are claimed: several customers' may stand in one table, each over a Vicidial of its own
 */
export function createRunQueue(db: Knex, customer: string) {
  async function read(id: number, owner: string): Promise<ClaimedRun | undefined> {
    const [row] = await db("dearchive_runs")
      .select<ReadRunRow[]>("*", db.raw("1 AS is_leased"))
      .where({ id, customer, lease_owner: owner });
    return row && { run: toRun(row), owner };
  }

  return {
    /** Takes the run over that has been without an owner for longest. Index: (customer, state, lease_until). */
    async claim(): Promise<ClaimedRun | undefined> {
      const free = `(lease_until IS NULL OR lease_until < ${NOW})`;
      const found = await db("dearchive_runs")
        .whereIn("state", WORK)
        .where({ customer })
        .whereRaw(free)
        .orderBy(["lease_until", "id"])
        .first("id");
      if (!found) return undefined;
      const owner = newOwner();
      const taken = await db("dearchive_runs")
        .where({ id: found.id, customer })
        .whereIn("state", WORK)
        .whereRaw(free)
        .update({ lease_owner: owner, lease_until: db.raw(LEASE_END) });
      return taken > 0 ? read(found.id, owner) : undefined;
    },

    /** Keeps a run ours, and tells how it stands now; undefined where it is not ours, or not in its state, any more. */
    async renew(claimed: ClaimedRun): Promise<ClaimedRun | undefined> {
      const renewed = await claimedRow(db, claimed)
        .where({ state: claimed.run.state })
        .update({ lease_until: db.raw(LEASE_END) });
      return renewed > 0 ? read(claimed.run.id, claimed.owner) : undefined;
    },

    /** A run as it stands now, whatever its state; undefined where it is not ours any more. */
    read: ({ run, owner }: ClaimedRun): Promise<ClaimedRun | undefined> => read(run.id, owner),

    /** Keeps a run ours while a long step is under way, whatever somebody does to it meanwhile. */
    async extend(claimed: ClaimedRun): Promise<void> {
      await claimedRow(db, claimed).update({ lease_until: db.raw(LEASE_END) });
    },

    /** Gives a run back, for whoever is quickest. */
    async release(claimed: ClaimedRun): Promise<void> {
      await claimedRow(db, claimed).update(NOBODYS);
    },

    /** Gives a run back that cannot go on now, and keeps everybody from it for a moment. */
    async hold(claimed: ClaimedRun, hold: Hold, seconds = LOOK_AGAIN_SECONDS): Promise<void> {
      await claimedRow(db, claimed)
        .whereIn("state", WORK)
        .update({
          ...holdColumns(hold),
          lease_owner: null,
          lease_until: db.raw(`${NOW} + INTERVAL ? SECOND`, [seconds]),
        });
    },

    /** Pauses a run that cannot go on unless a person does something. */
    async pause(claimed: ClaimedRun, hold: Hold): Promise<void> {
      await claimedRow(db, claimed)
        .where({ state: "running" })
        .update({ state: "paused", ...holdColumns(hold), ...NOBODYS });
    },

    /** Notes that it goes on. */
    async goOn(claimed: ClaimedRun): Promise<void> {
      if (claimed.run.hold !== null) await claimedRow(db, claimed).update(NO_HOLD);
    },

    /** All leads were looked at: a person decides next. */
    async finishCheck(claimed: ClaimedRun): Promise<void> {
      await claimedRow(db, claimed)
        .where({ state: "checking" })
        .update({ state: "ready", checked_at: db.raw(NOW), ...NOBODYS });
    },

    /** Every part is done. */
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

export type RunQueue = ReturnType<typeof createRunQueue>;
