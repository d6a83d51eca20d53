import type { CsvCell } from "../../lib/csvCell.ts";
import { tableLabel } from "../history/historyFiles.ts";
import { readRunOutcome, runLeads } from "./resultView.ts";
import type { RunContext } from "./runContext.ts";

export const RUN_LEADS_HEADER = ["lead_id", "outcome", "detail", "stands_in", "batch_id"];

/** Streams the outcome of every lead of a run that the viewer may see. */
export async function* runRows(context: RunContext): AsyncGenerator<readonly CsvCell[]> {
  const outcome = readRunOutcome(context.page.query);
  for await (const lead of runLeads(context)) {
    if (outcome !== undefined && lead.outcome !== outcome) continue;
    yield [lead.leadId, lead.outcome, lead.detail, tableLabel(lead.location), lead.batchId];
  }
}
