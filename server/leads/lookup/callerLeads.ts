import type { Knex } from "knex";
import { isInScope, type ListScope } from "../../vicidial/lists.ts";
import { createLeadMatcher } from "./leadMatches.ts";
import { createLocations } from "./locations.ts";
import { createSamePhone } from "./samePhone.ts";

/** The lead of a caller: live, only archived, or unknown. */
export type CallerLead =
  | { readonly location: "live" | "none" }
  | { readonly location: "archived"; readonly leadId: number };

/** No lead has this id. */
const NO_LEAD = 0;

/** Finds the lead of a phone number. Index: phone_number, in both lead tables. */
export function createCallerLeads(db: Knex, vicidialDatabase: string) {
  const findLive = createSamePhone(db, vicidialDatabase);
  const archive = createLeadMatcher(db, vicidialDatabase, "vicidial_list_archive");
  const locations = createLocations(db, vicidialDatabase);

  /**
   * Returns the newest archived lead of a number, unless a lead with this number is live.
   *
   * @param phone digits only
   * @param scope the lists that the user may access. A live lead elsewhere prevents a restore as well, but is not told
   * @param own the live lead that Vicidial made for the call, which does not count
   */
  return async function callerLead(phone: string, scope: ListScope, own = NO_LEAD): Promise<CallerLead> {
    const live = (await findLive([{ leadId: own, phone }])).get(own);
    if (live !== undefined) {
      const list = (await locations.listsIn("vicidial_list", [live])).get(live);
      return { location: list !== undefined && isInScope(scope, list) ? "live" : "none" };
    }
    const matches = (await archive.match("phone_number", [phone], scope)).get(phone);
    // A number that very many leads share is a placeholder, not a caller's.
    const ids = matches === undefined || matches === "too_many" ? [] : matches.filter((id) => id !== own);
    return ids.length === 0 ? { location: "none" } : { location: "archived", leadId: Math.max(...ids) };
  };
}

export type CallerLeadFinder = ReturnType<typeof createCallerLeads>;
