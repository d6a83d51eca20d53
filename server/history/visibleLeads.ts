import type { LeadLocation, Locations } from "../leads/lookup/locations.ts";
import type { LeadResult, Outcome } from "../leads/move/outcome.ts";
import { isInScope, type ListScope } from "../vicidial/lists.ts";

/** A lead of a batch, with where it stands now. */
export interface VisibleLead extends LeadResult {
  readonly place: LeadLocation;
}

/** Which leads of a batch are wanted; what is left out does not matter. */
export interface LeadsWanted {
  readonly outcome?: Outcome;
  /** Only leads of higher ids. */
  readonly after?: number;
}

/** Leads whose places are looked up at a time. */
const CHUNK = 250;

/**
 * Whether somebody may see a lead: every list that it stands in must be within the scope. Of a lead that is gone nobody can
 * tell whose it was: only those see it who may see every lead.
 */
export function isVisible(scope: ListScope, { live, archived }: LeadLocation): boolean {
  if (scope.kind === "every") return true;
  const lists = [live, archived].filter((list) => list !== undefined);
  return lists.length > 0 && lists.every((list) => isInScope(scope, list));
}

/** The leads of a batch that somebody may see, in the order of their ids, looked up as they are asked for. */
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
    const places = await locations.placesOf(chunk.map((lead) => lead.leadId));
    for (const lead of chunk) {
      const place = places.get(lead.leadId) ?? {};
      if (isVisible(scope, place)) yield { ...lead, place };
    }
  }
}
