import type { Knex } from "knex";
import { toUtcText } from "../db/instants.ts";
import { queryRows } from "../db/sql.ts";
import { LOCAL_TIME } from "./serverTime.ts";

/**
 * Which leads a user may touch, by their list. `every` includes leads whose list is gone, as in Vicidial's own
 * admin; a set that is empty means no lead at all.
 */
export type ListScope =
  | { readonly kind: "every" }
  | { readonly kind: "some"; readonly listIds: ReadonlySet<string> };

const EVERY_CAMPAIGN = "-ALL-CAMPAIGNS-";

/** Whether a token of `vicidial_user_groups.allowed_campaigns` stands for all of them. */
export function isEveryCampaign(token: string): boolean {
  return token === EVERY_CAMPAIGN;
}

/** Whether a lead of that list is within the scope. A list id beyond 2^53 arrives as text, hence both. */
export function isInScope(scope: ListScope, listId: number | string): boolean {
  return scope.kind === "every" || scope.listIds.has(String(listId));
}

/** A list of leads, as far as it decides whether they are dialled. */
export interface LeadList {
  readonly listId: string;
  readonly name: string;
  readonly campaignId: string;
  /** Whether the dialer takes leads of it: it is active, and its last day is not over. */
  readonly isDialled: boolean;
}

type ListRow = Readonly<Record<string, string | number | null>>;

/** An older schema's lists have no last day. `dearchive_today` is the day by Vicidial's own clock. */
function toLeadList(row: ListRow): LeadList {
  const [lastDay, today] = [row["expiration_date"], String(row["dearchive_today"])];
  return {
    listId: String(row["list_id"]),
    name: String(row["list_name"] ?? ""),
    campaignId: String(row["campaign_id"] ?? ""),
    isDialled:
      row["active"] === "Y" && (lastDay === undefined || (lastDay !== null && String(lastDay) >= today)),
  };
}

/** So many lists are offered; others are typed. */
const CHOICES_LIMIT = 500;

/**
 * Reads Vicidial's lists. Index: the one on vicidial_lists.campaign_id. Ids are asked for as text: beyond 2^53 a number
 * would be another list's.
 */
export function createLists(db: Knex, vicidialDatabase: string) {
  return {
    /** The lists of the given campaigns (tokens of `vicidial_user_groups.allowed_campaigns`). Fails closed. */
    async scopeOf(allowedCampaigns: readonly string[]): Promise<ListScope> {
      if (allowedCampaigns.some(isEveryCampaign)) return { kind: "every" };
      const rows: { list_id: number | string }[] = await db
        .from(`${vicidialDatabase}.vicidial_lists`)
        .select("list_id")
        .whereIn("campaign_id", allowedCampaigns);
      return { kind: "some", listIds: new Set(rows.map((row) => String(row.list_id))) };
    },

    /** Those of the lists that Vicidial still has, by id, as they are dialled now. Index: the primary key. */
    async find(listIds: readonly string[], now: Date): Promise<ReadonlyMap<string, LeadList>> {
      if (listIds.length === 0) return new Map();
      const utc = toUtcText(now);
      const rows = await queryRows<ListRow>(
        db,
        `SELECT *, DATE(${LOCAL_TIME}) AS dearchive_today FROM ??.vicidial_lists WHERE list_id IN (?)`,
        [utc, utc, vicidialDatabase, [...new Set(listIds)]],
      );
      return new Map(rows.map((row) => [String(row["list_id"]), toLeadList(row)]));
    },

    /** The first lists within a scope, by id. */
    async choices(scope: ListScope): Promise<readonly Pick<LeadList, "listId" | "name">[]> {
      const query = db.from(`${vicidialDatabase}.vicidial_lists`).orderBy("list_id").limit(CHOICES_LIMIT);
      if (scope.kind === "some") query.whereIn("list_id", [...scope.listIds]);
      const rows: ListRow[] = await query.select("list_id", "list_name");
      return rows.map((row) => ({ listId: String(row["list_id"]), name: String(row["list_name"] ?? "") }));
    },
  };
}

export type Lists = ReturnType<typeof createLists>;
