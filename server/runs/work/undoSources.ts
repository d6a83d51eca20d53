import type { Batch } from "../../history/batch.ts";
import type { LeadOutcomes } from "../../history/leadOutcomes.ts";
import type { Undos } from "../../history/undos.ts";
import { type VisibleLead, visibleLeads } from "../../history/visibleLeads.ts";
import type { ReadActivity } from "../../leads/lookup/activity.ts";
import type { Locations } from "../../leads/lookup/locations.ts";
import type { LeadResult } from "../../leads/move/outcome.ts";
import { DIRECTIONS } from "../../leads/tables/direction.ts";
import type { ListScope } from "../../vicidial/lists.ts";
import { isUndoable, planUndo, type UndoPlan } from "./undoPlan.ts";

/** What taking leads back is judged by. */
export interface UndoSources {
  readonly leads: LeadOutcomes;
  readonly locations: Locations;
  readonly undos: Undos;
  readonly readTraces: ReadActivity;
}

export interface JudgedUndo {
  readonly plan: UndoPlan;
  /** Leads that the viewer may not touch; where not every list is the viewer's, those that are gone are among them. */
  readonly hidden: number;
}

export interface GatheredUndo extends JudgedUndo {
  /** Leads that the batch left where they were. */
  readonly untouched: number;
}

/** Tells what taking these leads of a batch back would do now. */
export async function judgeUndo(
  { locations, undos, readTraces }: Omit<UndoSources, "leads">,
  scope: ListScope,
  batch: Batch,
  moved: readonly LeadResult[],
): Promise<JudgedUndo> {
  const visible: VisibleLead[] = [];
  for await (const lead of visibleLeads(locations, moved, {}, scope)) visible.push(lead);
  const ids = visible.map(({ leadId }) => leadId);
  const later = await undos.laterBatches(ids, batch.id);
  const activity = await readTraces(DIRECTIONS[batch.direction].target, ids);
  const facts = visible.map((lead) => ({
    lead,
    place: lead.place,
    trace: activity.byLead.get(lead.leadId),
    tracesAreKept: activity.areKept,
    later: later.get(lead.leadId),
  }));
  return { plan: planUndo(batch, facts), hidden: moved.length - visible.length };
}

/** Looks at every lead of a batch, to tell what taking it back would do now. */
export async function gatherUndo(
  sources: UndoSources,
  scope: ListScope,
  batch: Batch,
): Promise<GatheredUndo> {
  const all = await sources.leads.ofBatch(batch.id);
  const moved = all.filter((lead) => isUndoable(lead, batch));
  const judged = await judgeUndo(sources, scope, batch, moved);
  return { ...judged, untouched: all.length - moved.length };
}
