import type { BatchSearch } from "../../history/batchSearch.ts";
import type { ChangedLeads } from "../../history/changedLeads.ts";
import type { LeadOutcomes } from "../../history/leadOutcomes.ts";
import type { Undos } from "../../history/undos.ts";
import { type VisibleLead, visibleLeads } from "../../history/visibleLeads.ts";
import type { ValueReader } from "../../leads/changes/leadValues.ts";
import type { ReadActivity } from "../../leads/lookup/activity.ts";
import type { Locations } from "../../leads/lookup/locations.ts";
import { DIRECTIONS } from "../../leads/tables/direction.ts";
import type { ListScope } from "../../vicidial/lists.ts";
import { judgeLead, type UndoLead } from "./undoPlan.ts";

/** What an undo is judged by. */
export interface UndoSources {
  readonly batches: BatchSearch;
  readonly leadOutcomes: LeadOutcomes;
  readonly locations: Locations;
  readonly undos: Undos;
  readonly readActivity: ReadActivity;
  readonly changedLeads: Pick<ChangedLeads, "of">;
  readonly leadValues: Pick<ValueReader, "holding">;
}

/** Judges what an undo of the batch would do with some of its leads now. Leads outside the scope are left out. */
export async function judgeUndo(
  { batches, leadOutcomes, locations, undos, readActivity, changedLeads, leadValues }: UndoSources,
  batchId: number,
  leadIds: readonly number[],
  scope: ListScope,
): Promise<readonly UndoLead[]> {
  const batch = await batches.find(batchId);
  if (!batch) return [];
  const wanted = new Set(leadIds);
  const moved = (await leadOutcomes.ofBatch(batchId)).filter(({ leadId }) => wanted.has(leadId));
  const visible: VisibleLead[] = [];
  for await (const lead of visibleLeads(locations, moved, {}, scope)) visible.push(lead);
  const ids = visible.map(({ leadId }) => leadId);
  const later = await undos.laterBatches(ids, batchId);
  const changed = (await changedLeads.of(ids, [batchId])).filter(({ isDone }) => isDone);
  const altered = new Set(changed.map(({ leadId }) => leadId));
  for (const leadId of await leadValues.holding(DIRECTIONS[batch.direction].target, changed))
    altered.delete(leadId);
  const activity = await readActivity(DIRECTIONS[batch.direction].target, ids);
  return visible.map((lead) =>
    judgeLead(
      {
        lead,
        location: lead.location,
        activity: activity.byLead.get(lead.leadId),
        stampsChanges: activity.areKept,
        laterBatch: later.get(lead.leadId),
        hasItsValues: !altered.has(lead.leadId),
      },
      batch,
    ),
  );
}
