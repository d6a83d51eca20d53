import type { Knex } from "knex";
import { noneIfUnwritable } from "../db/databaseErrors.ts";
import { queryRows, toUtcText } from "../db/sql.ts";
import { LOCAL_TIME } from "./serverTime.ts";

/**
 * The leads that a user may access, by list. `every` includes leads whose list no longer exists, as in Vicidial's admin. An
 * empty set means no lead.
 */
export type ListScope =
  | { readonly kind: "every" }
  | { readonly kind: "some"; readonly listIds: ReadonlySet<string> };

/** Stands for all campaigns in `vicidial_user_groups.allowed_campaigns`. */
export const EVERY_CAMPAIGN = "-ALL-CAMPAIGNS-";

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
  /** Whether Vicidial takes its leads' time zones from country and area code, as it does unless the list says otherwise. */
  readonly isTimedByPhone: boolean;
}

type ListRow = Readonly<Record<string, string | number | null>>;

/** A value of `vicidial_lists.time_zone_setting`. */
const PHONE_TIME_ZONE = "COUNTRY_AND_AREA_CODE";

/** Older schemas have no expiry date and no time zone setting. `dearchive_today` is the current date of Vicidial's clock. */
function toLeadList(row: ListRow): LeadList {
  const [lastDay, today] = [row["expiration_date"], String(row["dearchive_today"])];
  return {
    listId: String(row["list_id"]),
    name: String(row["list_name"] ?? ""),
    campaignId: String(row["campaign_id"] ?? ""),
    isDialled:
      row["active"] === "Y" && (lastDay === undefined || (lastDay !== null && String(lastDay) >= today)),
    isTimedByPhone: (row["time_zone_setting"] ?? PHONE_TIME_ZONE) === PHONE_TIME_ZONE,
  };
}

/** A list as a choice on a form. */
export type ListChoice = Pick<LeadList, "listId" | "name">;

function toChoice(row: ListRow): ListChoice {
  return { listId: String(row["list_id"]), name: String(row["list_name"] ?? "") };
}

/** Longest choice on a form; further list ids can be typed. */
const CHOICES_LIMIT = 500;
/** More lists that a text names are not told apart. */
export const MOST_NAMED = 6;

/** Reads Vicidial's lists. Index: vicidial_lists.campaign_id. Ids are read as text, because numbers beyond 2^53 would be rounded. */
export function createLists(db: Knex, vicidialDatabase: string) {
  function inScope(scope: ListScope) {
    const query = db.from<ListRow, ListRow[]>(`${vicidialDatabase}.vicidial_lists`);
    if (scope.kind === "some") query.whereIn("list_id", [...scope.listIds]);
    return query;
  }

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
    async choices(scope: ListScope): Promise<readonly ListChoice[]> {
      return (
        await inScope(scope).orderBy("list_id").limit(CHOICES_LIMIT).select("list_id", "list_name")
      ).map(toChoice);
    },

    /**
     * Returns the lists of a scope that a text names, at most MOST_NAMED: those called exactly that, otherwise those whose id and
     * name contain it. Reads the whole table, which is small.
     */
    async named(text: string, scope: ListScope): Promise<readonly ListChoice[]> {
      const label = "CONCAT(list_id, ' ', list_name)";
      const matching = (sql: string, bindings: readonly string[]) =>
        inScope(scope)
          .whereRaw(`(${sql})`, [...bindings])
          .orderBy("list_id")
          .limit(MOST_NAMED)
          .select("list_id", "list_name")
          .catch(noneIfUnwritable);
      const exact = await matching(`list_name = ? OR ${label} = ?`, [text, text]);
      const rows = exact && exact.length > 0 ? exact : await matching(`LOCATE(?, ${label}) > 0`, [text]);
      return (rows ?? []).map(toChoice);
    },
  };
}

export type Lists = ReturnType<typeof createLists>;
