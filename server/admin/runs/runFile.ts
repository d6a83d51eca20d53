import type { CsvCell } from "../../lib/csvCell.ts";
import { COLUMN_LABELS, columnOf } from "../../runs/leadCounts.ts";
import { tableLabel } from "../history/historyFiles.ts";
import type { RunContext } from "./runContext.ts";
import { readRunOutcome, runLeads } from "./runLeads.ts";

export const RUN_LEADS_HEADER = ["lead_id", "outcome", "detail", "stands_in", "batch_id", "counted_as"];

/** Streams the outcomes of a run's leads, limited to leads that the viewer can access. */
export async function* runRows(context: RunContext): AsyncGenerator<readonly CsvCell[]> {
  const { direction } = context.run;
  const outcome = readRunOutcome(context.page.query);
  for await (const lead of runLeads(context)) {
    if (outcome !== undefined && lead.outcome !== outcome) continue;
    const counted = COLUMN_LABELS[direction][columnOf(lead.outcome, direction)];
    yield [lead.leadId, lead.outcome, lead.detail, tableLabel(lead.location), lead.batchId, counted];
  }
}
