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
  return {
    /**
     * Returns names by status: those of the system, and those of the campaigns for statuses that the system does not have. Empty
     * where Vicidial's tables are missing or not readable.
     *
     * @param campaigns `allowed_campaigns` tokens of the user
     */
    async names(campaigns: readonly string[]): Promise<ReadonlyMap<string, string>> {
      const columns = ["status", "status_name"] as const;
      const ofCampaigns = db.from(`${vicidialDatabase}.vicidial_campaign_statuses`).limit(LIMIT);
      if (!campaigns.some(isEveryCampaign)) ofCampaigns.whereIn("campaign_id", campaigns);
      const ofSystem = db.from(`${vicidialDatabase}.vicidial_statuses`).limit(LIMIT);
      const [campaignRows, systemRows]: readonly (readonly StatusRow[])[] = await Promise.all([
        ofCampaigns.select(...columns).catch(noneIfOutOfReach),
        ofSystem.select(...columns).catch(noneIfOutOfReach),
      ]);
      const rows = [...(campaignRows ?? []), ...(systemRows ?? [])];
      return new Map(rows.map(({ status, status_name }) => [status, status_name ?? ""]));
    },
  };
}
