import type { Knex } from "knex";
import { createColumnPlans } from "../tables/columnPlanCache.ts";
import type { Direction } from "../tables/direction.ts";
import { createLeadReader } from "../tables/leadReader.ts";

/**
 * What a move would meet. `absent`: the lead stands in the source alone, and would move. `equal`: its equal twin stands in
 * the target. `differs`: its twin holds other data, and it would stay. `refused`: the target lacks a column in which it
 * holds data. `missing`: it does not stand in the source.
 */
export type PreflightOutcome = "absent" | "equal" | "differs" | "refused" | "missing";

export interface PreflightLead {
  readonly leadId: number;
  readonly prospect: PreflightOutcome;
  /** Null where it is missing. */
  readonly listId: string | null;
}

/**
 * Foresees, without a lock and on whatever connection is given, what a move would do lead by lead. Unlike the mover's
 * preview it refuses no list for one of its leads. Index: the primary keys of both lead tables.
 */
export function createPreflight(
  db: Knex,
  vicidialDatabase: string,
  plans = createColumnPlans(vicidialDatabase),
) {
  return {
    /**
     * Makes sure that leads can be moved at all.
     *
     * @throws DearchiveError schema_drift where no lead can be moved between tables like these
     */
    async refuseObstacles(direction: Direction): Promise<void> {
      await plans.current(db, direction);
    },

    /** @throws DearchiveError schema_drift where no lead can be moved between tables like these */
    async of(direction: Direction, leadIds: readonly number[]): Promise<readonly PreflightLead[]> {
      const tables = createLeadReader(db, vicidialDatabase, direction);
      const found = new Map((await tables.select(leadIds, false)).map((lead) => [lead.leadId, lead]));
      const plan = await plans.current(db, direction);
      const unmovable = new Set(await tables.unmovable(plan, [...found.keys()]));
      const duplicates = [...found.values()].filter(({ inTarget }) => inTarget).map(({ leadId }) => leadId);
      const differing = new Set(
        (await tables.leftovers(plan, duplicates))
          .filter(({ differences }) => differences.length > 0)
          .map(({ leadId }) => leadId),
      );

      function prospectOf(leadId: number): PreflightOutcome {
        const lead = found.get(leadId);
        if (!lead) return "missing";
        if (differing.has(leadId)) return "differs";
        if (unmovable.has(leadId)) return "refused";
        return lead.inTarget ? "equal" : "absent";
      }

      return leadIds.map((leadId) => {
        const listId = found.get(leadId)?.listId;
        return { leadId, prospect: prospectOf(leadId), listId: listId === undefined ? null : String(listId) };
      });
    },
  };
}

export type Preflight = ReturnType<typeof createPreflight>;
