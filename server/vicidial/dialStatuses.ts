import type { Knex } from "knex";
import { namesIn } from "./users.ts";

/** Reads which statuses a campaign dials. Index: the primary key of vicidial_campaigns. */
export function createDialStatuses(db: Knex, vicidialDatabase: string) {
  /** Returns no status for a campaign that does not exist, or dials none. */
  return async function dialStatusesOf(campaignId: string): Promise<readonly string[]> {
    const row = await db
      .from(`${vicidialDatabase}.vicidial_campaigns`)
      .where({ campaign_id: campaignId })
      .first<{ dial_statuses: string | null } | undefined>("dial_statuses");
    return namesIn(row?.dial_statuses ?? "");
  };
}

export type DialStatusesOf = ReturnType<typeof createDialStatuses>;
