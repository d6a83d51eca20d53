import type { Knex } from "knex";

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

/** Reads Vicidial's lists. Index: the one on vicidial_lists.campaign_id. */
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
  };
}

export type Lists = ReturnType<typeof createLists>;
