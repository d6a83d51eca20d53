import type { CsvCell } from "../../lib/csvCell.ts";
import { tableWords } from "../history/historyFiles.ts";
import { readRunOutcome, runLeads } from "./resultView.ts";
import type { RunScene } from "./runContext.ts";

export const RUN_LEADS_HEADER = ["lead_id", "outcome", "detail", "stands_in", "batch_id"];

/** What became of every lead of a run that the viewer may see, read as it is sent. */
export async function* runRows(scene: RunScene): AsyncGenerator<readonly CsvCell[]> {
  const outcome = readRunOutcome(scene.page.query);
  for await (const lead of runLeads(scene)) {
    if (outcome !== undefined && lead.outcome !== outcome) continue;
    yield [lead.leadId, lead.outcome, lead.detail, tableWords(lead.place), lead.batchId];
  }
}
