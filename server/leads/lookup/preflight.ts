import type { Knex } from "knex";
import { createColumnPlans } from "../tables/columnPlanCache.ts";
import type { Direction } from "../tables/direction.ts";
import { createLeadReader } from "../tables/leadReader.ts";

/**
 * What a move would do with a lead:
 * - `absent`: only in the source; it would move.
 * - `equal`: the target has an equal row.
 * - `differs`: the target row has other data; the lead would be kept.
 * - `refused`: it holds data in a column that the target lacks.
 * - `missing`: not in the source.
 */
export type PreflightOutcome = "absent" | "equal" | "differs" | "refused" | "missing";

export interface PreflightLead {
  readonly leadId: number;
  readonly outcome: PreflightOutcome;
  /** Null if the lead is missing. */
  readonly listId: string | null;
}

/**
 * Predicts for each lead what a move would do, without locks and on any connection. Unlike the mover's preview, one unsuitable lead
 * does not fail the whole list. Index: the primary keys of both lead tables.
 */
export function createPreflight(
  db: Knex,
  vicidialDatabase: string,
  plans = createColumnPlans(vicidialDatabase),
) {
  return {
    /** @throws DearchiveError schema_drift if no lead can be moved between such tables */
    async refuseObstacles(direction: Direction): Promise<void> {
      await plans.current(db, direction);
    },

    /** @throws DearchiveError schema_drift if no lead can be moved between such tables */
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

      function outcomeOf(leadId: number): PreflightOutcome {
        const lead = found.get(leadId);
        if (!lead) return "missing";
        if (differing.has(leadId)) return "differs";
        if (unmovable.has(leadId)) return "refused";
        return lead.inTarget ? "equal" : "absent";
      }

      return leadIds.map((leadId) => {
        const listId = found.get(leadId)?.listId;
        return { leadId, outcome: outcomeOf(leadId), listId: listId === undefined ? null : String(listId) };
      });
    },
  };
}

export type Preflight = ReturnType<typeof createPreflight>;
