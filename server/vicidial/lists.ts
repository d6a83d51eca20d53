import type { Knex } from "knex";
import { queryRows, toUtcText } from "../db/sql.ts";
import { LOCAL_TIME } from "./serverTime.ts";

/**
 * The leads that a user may access, by list. `every` includes leads whose list no longer exists, as in Vicidial's admin. An
 * empty set means no lead.
 */
export type ListScope =
  | { readonly kind: "every" }
  | { readonly kind: "some"; readonly listIds: ReadonlySet<string> };

const EVERY_CAMPAIGN = "-ALL-CAMPAIGNS-";

/** Whether a token of `vicidial_user_groups.allowed_campaigns` means all campaigns. */
export function isEveryCampaign(token: string): boolean {
  return token === EVERY_CAMPAIGN;
}

/** Whether a lead of this list is in the scope. List ids beyond 2^53 arrive as text. */
export function isInScope(scope: ListScope, listId: number | string): boolean {
  return scope.kind === "every" || scope.listIds.has(String(listId));
}

/** A list, with what decides whether the dialer calls its leads. */
export interface LeadList {
  readonly listId: string;
  readonly name: string;
  readonly campaignId: string;
  /** Whether the dialer calls its leads: the list is active and has not expired. */
  readonly isDialled: boolean;
}

type ListRow = Readonly<Record<string, string | number | null>>;

/** Older schemas have no expiry date. `dearchive_today` is the current date of Vicidial's clock. */
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

/** Longest choice on a form; further list ids can be typed. */
const CHOICES_LIMIT = 500;

/** Reads Vicidial's lists. Index: vicidial_lists.campaign_id. Ids are read as text, because numbers beyond 2^53 would be rounded. */
export function createLists(db: Knex, vicidialDatabase: string) {
  return {
    /** Returns the scope of the given `allowed_campaigns` tokens. Fails closed: no list means no lead. */
    async scopeOf(allowedCampaigns: readonly string[]): Promise<ListScope> {
      if (allowedCampaigns.some(isEveryCampaign)) return { kind: "every" };
      const rows: { list_id: number | string }[] = await db
        .from(`${vicidialDatabase}.vicidial_lists`)
        .select("list_id")
        .whereIn("campaign_id", allowedCampaigns);
      return { kind: "some", listIds: new Set(rows.map((row) => String(row.list_id))) };
    },

    /** Returns the lists that exist, by id. Index: the primary key. */
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

    /** Returns the first lists of a scope, by id. */
    async choices(scope: ListScope): Promise<readonly Pick<LeadList, "listId" | "name">[]> {
      const query = db.from(`${vicidialDatabase}.vicidial_lists`).orderBy("list_id").limit(CHOICES_LIMIT);
      if (scope.kind === "some") query.whereIn("list_id", [...scope.listIds]);
      const rows: ListRow[] = await query.select("list_id", "list_name");
      return rows.map((row) => ({ listId: String(row["list_id"]), name: String(row["list_name"] ?? "") }));
    },
  };
}

export type Lists = ReturnType<typeof createLists>;
