import { isVisible } from "../history/visibleLeads.ts";
import type { LeadLocation, Locations } from "../leads/lookup/locations.ts";
import type { ListScope } from "../vicidial/lists.ts";
import type { RunLead } from "./store/chunkRow.ts";
import type { RunChunks } from "./store/runChunks.ts";

/** A lead of a run, and where it is now. */
export interface LocatedRunLead extends RunLead {
  readonly location: LeadLocation;
}

/** Reads the outcomes of a chunk's leads that the user may see, by id. */
export async function readVisibleChunk(
  { runChunks, locations }: { readonly runChunks: RunChunks; readonly locations: Locations },
  runId: number,
  chunk: number,
  scope: ListScope,
): Promise<readonly LocatedRunLead[]> {
  const found = await runChunks.read(runId, chunk);
  const leads = found?.leads.toSorted((one, other) => one.leadId - other.leadId) ?? [];
  const located = await locations.listsOf(leads.map(({ leadId }) => leadId));
  return leads
    .map((lead) => ({ ...lead, location: located.get(lead.leadId) ?? {} }))
    .filter(({ location }) => isVisible(scope, location));
}
