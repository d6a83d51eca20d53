import type { CsvCell } from "../../lib/csvCell.ts";
import { COLUMN_LABELS, columnOf } from "../../runs/leadCounts.ts";
import { changesText } from "../history/changesView.ts";
import { tableLabel } from "../history/historyFiles.ts";
import type { RunContext } from "./runContext.ts";
import { readChunk, readRunOutcome } from "./runLeads.ts";

export const RUN_LEADS_HEADER = [
  "lead_id",
  "outcome",
  "detail",
  "stands_in",
  "batch_id",
  "counted_as",
  "changes",
];

/** Streams the outcomes of a run's leads, limited to leads that the viewer can access. */
export async function* runRows(context: RunContext): AsyncGenerator<readonly CsvCell[]> {
  const { direction } = context.run;
  const wanted = readRunOutcome(context.page.query);
  for (let chunk = 0; chunk < context.run.chunkCount; chunk += 1) {
    const leads = await readChunk(context, chunk);
    const changes = await context.page.customer.stores.changedLeads.byLead(leads);
    for (const { leadId, outcome, detail, location, batchId } of leads) {
      if (wanted !== undefined && outcome !== wanted) continue;
      const counted = COLUMN_LABELS[direction][columnOf(outcome, direction)];
      const changed = changesText(changes.get(leadId), context.privacy);
      yield [leadId, outcome, detail, tableLabel(location), batchId, counted, changed];
    }
  }
}
