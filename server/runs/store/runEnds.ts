import type { Knex } from "knex";
import { type CustomerScope, inScope } from "../../db/customerScope.ts";
import type { Run } from "../run.ts";
import { IS_LEASED, type ReadRunRow, toRun } from "./runRow.ts";

/** Finds runs that ended, but whose webhooks have no message yet. */
export function createRunEnds(db: Knex, scope: CustomerScope) {
  return {
    /**
     * Returns the oldest ones. Omits runs that an instance still works on: the last batch of a stopped run must be counted. Index:
     * (is_end_told, state).
     */
    async unnotified(limit: number): Promise<readonly Run[]> {
      const rows = await db("dearchive_runs")
        .where({ is_end_told: 0, ...inScope(scope) })
        .whereIn("state", ["done", "stopped"])
        .whereRaw(`NOT ${IS_LEASED}`)
        .orderBy("id")
        .limit(limit)
        .select<ReadRunRow[]>("*", db.raw("0 AS is_leased"));
      return rows.map(toRun);
    },

    async markNotified(id: number): Promise<void> {
      await db("dearchive_runs")
        .where({ id, ...inScope(scope) })
        .update({ is_end_told: 1 });
    },
  };
}

export type RunEnds = ReturnType<typeof createRunEnds>;
