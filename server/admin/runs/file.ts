import type { CsvCell } from "../csv.ts";
import type { RunScene } from "./parts.ts";
import { readRunOutcome, runLeads } from "./resultView.ts";

export const RUN_LEADS_HEADER = ["lead_id", "outcome", "detail", "stands_in", "batch_id"];

/** What became of every lead of a run that the viewer may see, read as it is sent. */
export async function* runRows(scene: RunScene): AsyncGenerator<readonly CsvCell[]> {
  const outcome = readRunOutcome(scene.page.query);
  for await (const { leads } of runLeads(scene, 0)) {
    for (const lead of leads) {
      if (outcome !== undefined && lead.outcome !== outcome) continue;
      const { live, archived } = lead.place;
      const tables = [
        ...(live === undefined ? [] : ["live"]),
        ...(archived === undefined ? [] : ["archive"]),
      ];
      yield [lead.leadId, lead.outcome, lead.detail, tables.join(" and ") || "nowhere", lead.batchId];
    }
  }
}
