import type { Knex } from "knex";
import { type CustomerScope, inScope } from "../../db/customerScope.ts";
import { movedBack } from "../leadCounts.ts";
import type { Run, RunState } from "../run.ts";
import type { RunCounts } from "../runOutcome.ts";
import type { UndoSource } from "../runSource.ts";
import { IS_LEASED, type ReadRunRow, toRun } from "./runRow.ts";

/** More undos of one run or batch than a page needs to list. */
const MOST_UNDOS = 50;

/** Runs whose speed is looked at, and the leads that a run needs to tell its speed. */
const RUNS_MEASURED = 20;
const LEADS_MEASURED = 500;

/** Runs that are found, checked or moved now. */
const ACTIVE: readonly RunState[] = ["checking", "running", "paused"];

/** Selects runs; an absent field matches every run. */
export interface RunFilter {
  readonly state?: RunState;
  readonly user?: string;
}

/** A page of runs, newest first. */
export interface RunPage {
  readonly runs: readonly Run[];
  /** The `before` of the next page; null on the last page. */
  readonly before: number | null;
}

/** Finds runs for the pages. */
export function createRunSearch(db: Knex, scope: CustomerScope) {
  function rows() {
    return db("dearchive_runs")
      .where(inScope(scope))
      .select<ReadRunRow[]>("*", db.raw(`${IS_LEASED} AS is_leased`));
  }

  return {
    /** Index: the primary key, (state, id) or (vicidial_user, id). */
    async page({ state, user }: RunFilter, before: number | undefined, size: number): Promise<RunPage> {
      const query = rows()
        .where({ ...(state && { state }), ...(user !== undefined && { vicidial_user: user }) })
        .orderBy("id", "desc")
        .limit(size + 1);
      if (before !== undefined) query.where("id", "<", before);
      const runs = (await query).map(toRun);
      const shown = runs.slice(0, size);
      return { runs: shown, before: runs.length > size ? (shown.at(-1)?.id ?? null) : null };
    },

    /** The newest runs that are under way or paused. Index: (state, id). */
    async active(limit: number): Promise<readonly Run[]> {
      return (
        await rows()
          .whereIn("state", [...ACTIVE])
          .orderBy("id", "desc")
          .limit(limit)
      ).map(toRun);
    },

    /**
     * Returns the newest run of a plan that moves leads, or will without a user's decision. A dry run does not count. Index:
     * (plan_id, id).
     */
    async activeOfPlan(planId: number): Promise<Run | undefined> {
      const [row] = await rows()
        .where({ plan_id: planId })
        .where((where) =>
          where
            .whereIn("state", ["running", "paused"])
            .orWhere((other) => other.where({ starts_itself: 1 }).whereIn("state", ["checking", "ready"])),
        )
        .orderBy("id", "desc")
        .limit(1);
      return row && toRun(row);
    },

    /**
     * Returns the speed of unlimited runs here, in leads per second: of the fastest of the last ones, because office hours and
     * pauses slow the others. Null without such runs. Index: (state, id).
     */
    async usualSpeed(): Promise<number | null> {
      const last = (await rows().where({ state: "done" }).orderBy("id", "desc").limit(RUNS_MEASURED)).map(
        toRun,
      );
      const speeds = last.flatMap(({ rate, leadCount, startedAt, finishedAt }) => {
        const seconds = startedAt && finishedAt ? (finishedAt.getTime() - startedAt.getTime()) / 1000 : 0;
        return rate === null && leadCount >= LEADS_MEASURED && seconds > 0 ? [leadCount / seconds] : [];
      });
      return speeds.length > 0 ? Math.max(...speeds) : null;
    },

    /** Index: the primary key. */
    async withIds(ids: readonly number[]): Promise<ReadonlyMap<number, Run>> {
      const found = ids.length > 0 ? await rows().whereIn("id", [...ids]) : [];
      return new Map(found.map((row) => [row.id, toRun(row)]));
    },

    /**
     * Reads the runs that undo a run or any of its batches, or that undo a batch, oldest first. Index: (undo_of, id) or
     * (undo_batch, id).
     */
    async undosOf(source: UndoSource): Promise<readonly Run[]> {
      const undone = source.kind === "run" ? { undo_of: source.runId } : { undo_batch: source.batchId };
      return (await rows().where(undone).orderBy("id").limit(MOST_UNDOS)).map(toRun);
    },

    /** Returns how many leads of each run were moved back, by an undo of the run or of its batches. Index: (undo_of, id). */
    async undoneLeads(runIds: readonly number[]): Promise<ReadonlyMap<number, number>> {
      const undos = await db("dearchive_runs")
        .where(inScope(scope))
        .whereIn("undo_of", [...runIds])
        .whereNotNull("counts")
        .select("undo_of", "counts");
      const leads = new Map<number, number>();
      for (const { undo_of, counts } of undos) {
        if (undo_of === null || counts === null) continue;
        leads.set(undo_of, (leads.get(undo_of) ?? 0) + movedBack(JSON.parse(counts) as RunCounts));
      }
      return leads;
    },
  };
}

export type RunSearch = ReturnType<typeof createRunSearch>;
