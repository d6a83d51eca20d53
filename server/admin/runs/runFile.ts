import type { CsvCell } from "../../lib/csvCell.ts";
import { tableLabel } from "../history/historyFiles.ts";
import { readRunOutcome, runLeads } from "./resultView.ts";
import type { RunContext } from "./runContext.ts";

export const RUN_LEADS_HEADER = ["lead_id", "outcome", "detail", "stands_in", "batch_id"];

/** Streams the outcomes of a run's leads, limited to leads that the viewer can access. */
export async function* runRows(context: RunContext): AsyncGenerator<readonly CsvCell[]> {
  const outcome = readRunOutcome(context.page.query);
  for await (const lead of runLeads(context)) {
    if (outcome !== undefined && lead.outcome !== outcome) continue;
    yield [lead.leadId, lead.outcome, lead.detail, tableLabel(lead.location), lead.batchId];
  }
}
