import type { AdminEvent } from "../vicidial/adminLog.ts";
import type { Run } from "./run.ts";
import { outcomesInOrder, type RunCounts } from "./runOutcome.ts";
import type { RunSource } from "./runSource.ts";

type LoggedRun = Pick<Run, "id" | "direction" | "source" | "leadCount" | "counts">;

/** What happened to a run, for Vicidial's admin log. `path` leads to its page. */
export function runEvent(run: LoggedRun, change: string, path: string): AdminEvent {
  const { id, leadCount, counts } = run;
  const leads = leadCount > 0 ? `${leadCount} leads` : "all leads found";
  return {
    section: "LEADS",
    type: "OTHER",
    recordId: id,
    code: `Lead Dearchive: run ${id} ${change}`,
    notes: [`${purposeOf(run)} ${leads}`, ...countTexts(counts)].join("; "),
    link: { path, label: `Run ${id}` },
  };
}

/** The rows of a run that ended: its own, and one under the number of the batch that it undid. */
export function endEvents(
  run: LoggedRun,
  change: "finished" | "stopped",
  path: string,
): readonly AdminEvent[] {
  const event = runEvent(run, change, path);
  const { source, counts } = run;
  if (source.kind !== "batch") return [event];
  const notes = [`run ${run.id} ${change}`, ...countTexts(counts)].join("; ");
  const code = `Lead Dearchive: batch ${source.batchId} undone`;
  return [event, { ...event, recordId: source.batchId, code, notes }];
}

function purposeOf({ source, direction }: Pick<Run, "source" | "direction">): string {
  return `${undoText(source)}${direction === "dearchive" ? "restore" : "archive"}`;
}

function undoText(source: RunSource): string {
  if (source.kind === "run") return `undo of run ${source.runId}: `;
  return source.kind === "batch" ? `undo of batch ${source.batchId}: ` : "";
}

function countTexts(counts: RunCounts): readonly string[] {
  const texts = outcomesInOrder(counts).map(({ outcome, count }) => `${count} ${outcome}`);
  return texts.length > 0 ? [`so far ${texts.join(", ")}`] : [];
}
