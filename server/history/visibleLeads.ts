import type { LeadLocation, Locations } from "../leads/lookup/locations.ts";
import type { LeadResult, Outcome } from "../leads/move/outcome.ts";
import { isInScope, type ListScope } from "../vicidial/lists.ts";

/** A lead of a batch with its current location. */
export interface VisibleLead extends LeadResult {
  readonly location: LeadLocation;
}

/** Selects leads of a batch; an absent field matches every lead. */
export interface LeadsWanted {
  readonly outcome?: Outcome;
  /** Only leads with higher ids. */
  readonly after?: number;
}

/** Leads located per query. */
const CHUNK = 250;

/**
 * Tests whether a user may see a lead: the scope must contain the lists of both its rows. The list of a deleted lead is unknown,
 * so only users with access to every list see it.
 */
export function isVisible(scope: ListScope, { live, archived }: LeadLocation): boolean {
  if (scope.kind === "every") return true;
  const lists = [live, archived].filter((list) => list !== undefined);
  return lists.length > 0 && lists.every((list) => isInScope(scope, list));
}

/** Yields the leads of a batch that the user may see, by id, and locates them in chunks as they are consumed. */
export async function* visibleLeads(
  locations: Locations,
  leads: readonly LeadResult[],
  { outcome, after = -1 }: LeadsWanted,
  scope: ListScope,
): AsyncGenerator<VisibleLead> {
  const wanted = leads.filter(
    (lead) => lead.leadId > after && (outcome === undefined || lead.outcome === outcome),
  );
  for (let start = 0; start < wanted.length; start += CHUNK) {
    const chunk = wanted.slice(start, start + CHUNK);
    const locationsById = await locations.listsOf(chunk.map((lead) => lead.leadId));
    for (const lead of chunk) {
      const location = locationsById.get(lead.leadId) ?? {};
      if (isVisible(scope, location)) yield { ...lead, location };
    }
  }
}
