import type { Knex } from "knex";
import { createPaces } from "../move/statementSize.ts";
import { createColumnPlans } from "../tables/columnPlanCache.ts";
import type { Direction } from "../tables/direction.ts";
import { createLeadTables } from "../tables/leadTables.ts";

/**
 * What a move would meet. `absent`: the lead stands in the source alone, and would move. `equal`: its equal twin stands in
 * the target. `differs`: its twin holds other data, and it would stay. `refused`: the target lacks a column in which it
 * holds data. `missing`: it does not stand in the source.
 */
export type Prospect = "absent" | "equal" | "differs" | "refused" | "missing";

export interface ForecastLead {
  readonly leadId: number;
  readonly prospect: Prospect;
  /** Null where it is missing. */
  readonly listId: string | null;
}

/**
 * Foresees, without a lock and on whatever connection is given, what a move would do lead by lead. Unlike the mover's
 * preview it refuses no list for one of its leads. Index: the primary keys of both lead tables.
 */
export function createForecast(db: Knex, vicidialDatabase: string) {
  const plans = createColumnPlans(vicidialDatabase);
  const paces = createPaces();

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
    async of(direction: Direction, leadIds: readonly number[]): Promise<readonly ForecastLead[]> {
      const tables = createLeadTables(db, vicidialDatabase, direction, paces);
      const found = new Map((await tables.select(leadIds, false)).map((lead) => [lead.leadId, lead]));
      const plan = await plans.current(db, direction);
      const unmovable = new Set(await tables.unmovable(plan, [...found.keys()]));
      const twins = [...found.values()].filter(({ hasTwin }) => hasTwin).map(({ leadId }) => leadId);
      const differing = new Set(
        (await tables.leftovers(plan, twins))
          .filter(({ differences }) => differences.length > 0)
          .map(({ leadId }) => leadId),
      );

      function prospectOf(leadId: number): Prospect {
        const lead = found.get(leadId);
        if (!lead) return "missing";
        if (differing.has(leadId)) return "differs";
        if (unmovable.has(leadId)) return "refused";
        return lead.hasTwin ? "equal" : "absent";
      }

      return leadIds.map((leadId) => {
        const listId = found.get(leadId)?.listId;
        return { leadId, prospect: prospectOf(leadId), listId: listId === undefined ? null : String(listId) };
      });
    },
  };
}

export type Forecast = ReturnType<typeof createForecast>;
