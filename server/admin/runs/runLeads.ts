import { isVisible } from "../../history/visibleLeads.ts";
import type { LeadLocation } from "../../leads/lookup/locations.ts";
import { RUN_OUTCOMES, type RunOutcome } from "../../runs/runOutcome.ts";
import type { RunLead } from "../../runs/store/chunkRow.ts";
import type { RunContext } from "./runContext.ts";

/** A lead of a run, and where it is now. */
export interface LocatedRunLead extends RunLead {
  readonly location: LeadLocation;
}

/** Reads the leads of a chunk that the viewer may see, by id. */
export async function readChunk(
  { page, run, scope }: RunContext,
  chunk: number,
): Promise<readonly LocatedRunLead[]> {
  const { runChunks, locations } = page.customer.stores;
  const found = await runChunks.read(run.id, chunk);
  const leads = found?.leads.toSorted((one, other) => one.leadId - other.leadId) ?? [];
  const located = await locations.listsOf(leads.map(({ leadId }) => leadId));
  return leads
    .map((lead) => ({ ...lead, location: located.get(lead.leadId) ?? {} }))
    .filter(({ location }) => isVisible(scope, location));
}

/** Streams every lead of a run that the viewer may see. */
export async function* runLeads(context: RunContext): AsyncGenerator<LocatedRunLead> {
  for (let chunk = 0; chunk < context.run.chunkCount; chunk += 1) yield* await readChunk(context, chunk);
}

/** Reads the outcome filter. Undefined for none or an unknown one: the page then shows the leads that need a decision. */
export function readRunOutcome(query: URLSearchParams): RunOutcome | undefined {
  const name = query.get("outcome");
  return RUN_OUTCOMES.find((outcome) => outcome === name);
}
