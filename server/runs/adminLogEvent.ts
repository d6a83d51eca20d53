import { changeLabels, type LeadChanges } from "../leads/changes/index.ts";
import type { LeadSearch } from "../leads/lookup/searchTerms.ts";
import { type AdminEvent, OWN_SECTION } from "../vicidial/adminLog.ts";
import type { Run } from "./run.ts";
import { outcomesInOrder, type RunCounts } from "./runOutcome.ts";
import type { RunSource } from "./runSource.ts";

type LoggedRun = Pick<Run, "id" | "direction" | "source" | "leadCount" | "counts"> &
  Partial<Pick<Run, "changes">>;

/** What happened to a run, for Vicidial's admin log. `path` leads to its page. */
export function runEvent(run: LoggedRun, change: string, path: string): AdminEvent {
  const { id, leadCount, counts, changes } = run;
  const leads = leadCount > 0 ? `${leadCount} leads` : "all leads found";
  return {
    section: OWN_SECTION,
    type: "OTHER",
    recordId: `run-${id}`,
    code: `run ${id} ${change}`,
    notes: [`${purposeOf(run)} ${leads}`, ...changeTexts(changes), ...countTexts(counts)].join("; "),
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
  const code = `batch ${source.batchId} undone`;
  return [event, { ...event, recordId: `batch-${source.batchId}`, code, notes }];
}

/** Names what was searched for. Phone numbers and vendor codes stay out: every user with report rights reads this log. */
function searchText(search: LeadSearch): string {
  const { leadIds, phone, vendorCode, listId, statuses, calledFrom, calledTo, enteredFrom, enteredTo } =
    search;
  const idle = search.notCalledSince;
  const days = (name: string, from?: string, to?: string) =>
    from === undefined && to === undefined ? [] : [`${name} ${from ?? "any day"} to ${to ?? "any day"}`];
  const terms = [
    ...(leadIds ? [`${leadIds.length} lead ids`] : []),
    ...(phone === undefined ? [] : ["a phone number"]),
    ...(vendorCode === undefined ? [] : ["a vendor code"]),
    ...(listId === undefined ? [] : [`list ${listId}`]),
    ...(statuses ? [`status ${statuses.join(" ")}`] : []),
    ...days("last called", calledFrom, calledTo),
    ...(idle === undefined ? [] : [`not called since ${idle}`]),
    ...days("entered", enteredFrom, enteredTo),
  ];
  return `searched for ${terms.join(", ") || "all leads"}: `;
}

function purposeOf({ source, direction }: Pick<Run, "source" | "direction">): string {
  return `${originText(source)}${direction === "dearchive" ? "restore" : "archive"}`;
}

function originText(source: RunSource): string {
  switch (source.kind) {
    case "search":
      return `${searchText(source.search)}${source.take ? `at most ${source.take.most}, ` : ""}`;
    case "list":
      return "from a list of leads: ";
    case "remainder":
      return `${source.remainder === "rest" ? "rest of" : "left behind by"} run ${source.runId}: `;
    case "run":
      return `undo of run ${source.runId}: `;
    case "batch":
      return `undo of batch ${source.batchId}: `;
  }
}

function changeTexts(changes: LeadChanges | null | undefined): readonly string[] {
  return changes ? [`changes: ${changeLabels(changes).join(", ")}`] : [];
}

function countTexts(counts: RunCounts): readonly string[] {
  const texts = outcomesInOrder(counts).map(({ outcome, count }) => `${count} ${outcome}`);
  return texts.length > 0 ? [`so far ${texts.join(", ")}`] : [];
}
