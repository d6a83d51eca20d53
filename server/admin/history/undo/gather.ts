import type { Batch } from "../../../history/batch.ts";
import { DIRECTIONS } from "../../../leads/direction.ts";
import type { HistorySources, Viewer } from "../parts.ts";
import { type VisibleLead, visibleLeads } from "../visibleLeads.ts";
import { isUndoable, planUndo, type UndoPlan } from "./plan.ts";

export interface GatheredUndo {
  readonly plan: UndoPlan;
  /** Leads that the viewer may not touch; where not every list is the viewer's, those that are gone are among them. */
  readonly hidden: number;
  /** Leads that the batch left where they were. */
  readonly untouched: number;
}

/** Looks at every lead of a batch, to tell what taking it back would do now. */
export async function gatherUndo(
  { leads, whereabouts, undos, readTraces }: HistorySources,
  { scope }: Pick<Viewer, "scope">,
  batch: Batch,
): Promise<GatheredUndo> {
  const all = await leads.ofBatch(batch.id);
  const moved = all.filter((lead) => isUndoable(lead, batch));
  const visible: VisibleLead[] = [];
  for await (const lead of visibleLeads(whereabouts, moved, {}, scope)) visible.push(lead);
  const ids = visible.map(({ leadId }) => leadId);
  const later = await undos.laterBatches(ids, batch.id);
  const traces = await readTraces(DIRECTIONS[batch.direction].target, ids);
  const facts = visible.map((lead) => ({
    lead,
    place: lead.place,
    trace: traces.byLead.get(lead.leadId),
    tracesAreKept: traces.areKept,
    later: later.get(lead.leadId),
  }));
  return {
    plan: planUndo(batch, facts),
    hidden: moved.length - visible.length,
    untouched: all.length - moved.length,
  };
}
