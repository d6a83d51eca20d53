import type { BatchLeads, LeadsWanted } from "../../history/batchLeads.ts";
import type { LeadResult } from "../../leads/outcome.ts";
import type { LeadPlace, Whereabouts } from "../../leads/whereabouts.ts";
import { isInScope, type ListScope } from "../../vicidial/lists.ts";

/** A lead of a batch, with where it stands now. */
export interface VisibleLead extends LeadResult {
  readonly place: LeadPlace;
}

export interface LeadSources {
  readonly leads: BatchLeads;
  readonly whereabouts: Whereabouts;
}

/** Leads that are read at a time. */
const CHUNK = 250;

/**
 * Whether somebody may see a lead: every list that it stands in must be within the scope. Of a lead that is gone nobody can
 * tell whose it was: only those see it who may see every lead.
 */
export function isVisible(scope: ListScope, { live, archived }: LeadPlace): boolean {
  if (scope.kind === "every") return true;
  const lists = [live, archived].filter((list) => list !== undefined);
  return lists.length > 0 && lists.every((list) => isInScope(scope, list));
}

/** The leads of a batch that somebody may see, in the order of their ids, read as they are asked for. */
export async function* visibleLeads(
  { leads, whereabouts }: LeadSources,
  batchId: number,
  wanted: Omit<LeadsWanted, "limit">,
  scope: ListScope,
): AsyncGenerator<VisibleLead> {
  for (let next: Omit<LeadsWanted, "limit"> | undefined = wanted; next; ) {
    const chunk = await leads.leadsOf(batchId, { ...next, limit: CHUNK });
    const places = await whereabouts.placesOf(chunk.map((lead) => lead.leadId));
    for (const lead of chunk) {
      const place = places.get(lead.leadId) ?? {};
      if (isVisible(scope, place)) yield { ...lead, place };
    }
    const last = chunk.at(-1);
    next = chunk.length === CHUNK && last ? { ...wanted, after: last.leadId } : undefined;
  }
}
