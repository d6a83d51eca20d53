import type { Knex } from "knex";
import { isInScope, type ListScope } from "../../vicidial/lists.ts";
import { createLeadMatcher, type Matches } from "./leadMatches.ts";
import { createLocations, type LeadLocation } from "./locations.ts";

/** Which tables hold a lead. */
export const LOCATIONS = ["live", "archived", "both", "neither"] as const;
export type Location = (typeof LOCATIONS)[number];

/** Where a lead is, as far as the user may know: a row in a list that the user may not access is like no row. */
export interface LocatedLead {
  readonly leadId: number;
  readonly location: Location;
  /** A list id beyond 2^53 is text. */
  readonly liveList: number | string | null;
  readonly archivedList: number | string | null;
}

/** The leads with a vendor code. */
export interface LocatedCode {
  readonly code: string;
  readonly location: Location;
  readonly live: Matches;
  readonly archived: Matches;
}

function locationOf(isLive: boolean, isArchived: boolean): Location {
  if (isLive) return isArchived ? "both" : "live";
  return isArchived ? "archived" : "neither";
}

function listInScope(listId: number | string | undefined, scope: ListScope): number | string | null {
  return listId !== undefined && isInScope(scope, listId) ? listId : null;
}

function locatedLead(leadId: number, { live, archived }: LeadLocation, scope: ListScope): LocatedLead {
  const [liveList, archivedList] = [listInScope(live, scope), listInScope(archived, scope)];
  return { leadId, location: locationOf(liveList !== null, archivedList !== null), liveList, archivedList };
}

/** Tells where leads are. Index: the primary keys of both lead tables, and vendor_lead_code in both. */
export function createLocator(db: Knex, vicidialDatabase: string) {
  const { listsOf, listsIn } = createLocations(db, vicidialDatabase);
  const live = createLeadMatcher(db, vicidialDatabase, "vicidial_list");
  const archive = createLeadMatcher(db, vicidialDatabase, "vicidial_list_archive");

  return {
    /** Locates leads by id, in the order given. */
    async leads(ids: readonly number[], scope: ListScope): Promise<readonly LocatedLead[]> {
      const found = await listsOf(ids);
      return ids.map((id) => locatedLead(id, found.get(id) ?? {}, scope));
    },

    /** Returns which of the leads are live. */
    async liveOf(ids: readonly number[], scope: ListScope): Promise<ReadonlySet<number>> {
      const lists = await listsIn("vicidial_list", ids);
      return new Set([...lists].filter(([, list]) => isInScope(scope, list)).map(([id]) => id));
    },

    /** Whether both tables have an index on the vendor code. */
    canLocateCodes: async (): Promise<boolean> =>
      (await live.canMatch("vendor_lead_code")) && (await archive.canMatch("vendor_lead_code")),

    /** Locates leads by vendor code, in the order given. */
    async codes(codes: readonly string[], scope: ListScope): Promise<readonly LocatedCode[]> {
      const [inLive, inArchive] = await Promise.all([
        live.match("vendor_lead_code", codes, scope),
        archive.match("vendor_lead_code", codes, scope),
      ]);
      return codes.map((code) => {
        const [liveLeads, archived] = [inLive.get(code) ?? [], inArchive.get(code) ?? []];
        return {
          code,
          location: locationOf(liveLeads.length > 0, archived.length > 0),
          live: liveLeads,
          archived,
        };
      });
    },
  };
}

export type Locator = ReturnType<typeof createLocator>;
