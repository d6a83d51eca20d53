import type { Knex } from "knex";
import { type CustomerScope, scopeCondition } from "../db/customerScope.ts";
import { fromUtcText, queryRows } from "../db/sql.ts";

/** Batches that the current speed of a run is taken from. */
const RECENT_BATCHES = 20;

/** Measures how fast runs move leads. */
export function createRunPace(db: Knex, scope: CustomerScope) {
  const { sql: isInScope, bindings } = scopeCondition(scope, "customer");

  return {
    /**
     * Returns the current speed of runs in leads per second; omits runs with fewer than two batches. Index: (run_id, id), for
     * a few entries of each run.
     */
    async speeds(runIds: readonly number[]): Promise<ReadonlyMap<number, number>> {
      if (runIds.length === 0) return new Map();
      const newest = `(SELECT run_id AS runId, select_count AS leads, started_at AS startedAt
         FROM dearchive_batches FORCE INDEX (dearchive_batches_run_id_id_index)
         WHERE run_id = ? AND state = 'done' AND ${isInScope} ORDER BY id DESC LIMIT ${RECENT_BATCHES})`;
      const rows = await queryRows<{ runId: number; leads: number; startedAt: string }>(
        db,
        runIds.map(() => newest).join(" UNION ALL "),
        runIds.flatMap((id) => [id, ...bindings]),
      );
      const speeds = new Map<number, number>();
      for (const runId of runIds) {
        const batches = rows
          .filter((row) => row.runId === runId)
          .map(({ leads, startedAt }) => ({ leads, at: fromUtcText(startedAt).getTime() }))
          .sort((one, other) => one.at - other.at);
        const [first, ...others] = batches;
        const seconds = ((others.at(-1)?.at ?? 0) - (first?.at ?? 0)) / 1000;
        if (seconds > 0) speeds.set(runId, others.reduce((sum, { leads }) => sum + leads, 0) / seconds);
      }
      return speeds;
    },
  };
}

export type RunPace = ReturnType<typeof createRunPace>;
