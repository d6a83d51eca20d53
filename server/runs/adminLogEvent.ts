import type { AdminEvent } from "../vicidial/adminLog.ts";
import { type Run, type RunCounts, totalOf } from "./run.ts";

/** What was done with a run, for Vicidial's admin log; `path` leads to its page. */
export function runEvent(
  { id, direction, leadCount, counts }: Pick<Run, "id" | "direction" | "leadCount" | "counts">,
  deed: string,
  path: string,
): AdminEvent {
  const what = direction === "dearchive" ? "bring back" : "take back";
  return {
    section: "LEADS",
    type: "OTHER",
    recordId: id,
    code: `Lead Dearchive: run ${id} ${deed}`,
    notes: `${what} ${leadCount > 0 ? `${leadCount} leads` : "what is found"}${totalOf(counts) > 0 ? `; so far ${countWords(counts)}` : ""}`,
    link: { path, label: `Run ${id}` },
  };
}

function countWords(counts: RunCounts): string {
  return Object.entries(counts)
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(", ");
}
