import type { Knex } from "knex";
import { isOutOfReach } from "../db/databaseErrors.ts";
import { isEveryCampaign } from "./lists.ts";

interface StatusRow {
  status: string;
  status_name: string | null;
}

/** More statuses than any real campaign has. */
const LIMIT = 500;

function noneIfOutOfReach(error: unknown): readonly StatusRow[] {
  if (isOutOfReach(error)) return [];
  throw error;
}

/** Reads the names of lead statuses. Index: vicidial_campaign_statuses.campaign_id. */
export function createStatuses(db: Knex, vicidialDatabase: string) {
  const columns = ["status", "status_name"] as const;

  function ofCampaigns(campaigns: readonly string[]) {
    const query = db.from(`${vicidialDatabase}.vicidial_campaign_statuses`).limit(LIMIT);
    return campaigns.some(isEveryCampaign) ? query : query.whereIn("campaign_id", campaigns);
  }

  function ofSystem() {
    return db.from(`${vicidialDatabase}.vicidial_statuses`).limit(LIMIT);
  }

  return {
    /**
     * Tests whether a status exists, in the system or in one of the campaigns. False where Vicidial's tables are missing or not
     * readable.
     *
     * @param campaigns campaign ids, or `allowed_campaigns` tokens
     */
    async has(status: string, campaigns: readonly string[]): Promise<boolean> {
      const found: readonly (readonly StatusRow[])[] = await Promise.all(
        [ofCampaigns(campaigns), ofSystem()].map((query) =>
          query
            .where({ status })
            .select(...columns)
            .catch(noneIfOutOfReach),
        ),
      );
      // Vicidial's collation ignores case.
      return found.flat().some((row) => row.status === status);
    },

    /**
     * Returns names by status: those of the system, and those of the campaigns for statuses that the system does not have. Empty
     * where Vicidial's tables are missing or not readable.
     *
     * @param campaigns `allowed_campaigns` tokens of the user
     */
    async names(campaigns: readonly string[]): Promise<ReadonlyMap<string, string>> {
      const [campaignRows, systemRows]: readonly (readonly StatusRow[])[] = await Promise.all([
        ofCampaigns(campaigns)
          .select(...columns)
          .catch(noneIfOutOfReach),
        ofSystem()
          .select(...columns)
          .catch(noneIfOutOfReach),
      ]);
      const rows = [...(campaignRows ?? []), ...(systemRows ?? [])];
      return new Map(rows.map(({ status, status_name }) => [status, status_name ?? ""]));
    },
  };
}
