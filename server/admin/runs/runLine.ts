import type { CountedRun } from "../../runs/store/countedRuns.ts";
import { displayTime, optionalDisplayTime } from "../format/displayTime.ts";
import { type BatchContext, showCount } from "../history/batchView.ts";
import { showCounts, undoneLabel, untouchedNote } from "./countLabels.ts";
import { actionLabel, sourceLabel, stateLabel } from "./runLabels.ts";

/** Builds the row of a run in a list. */
export function showRunLine({ run, net }: CountedRun, { users, zone }: Pick<BatchContext, "users" | "zone">) {
  const counted = run.startedAt === null ? null : net;
  return {
    id: run.id,
    name: run.name,
    action: actionLabel(run),
    source: sourceLabel(run),
    user: users.show(run.user),
    customer: run.customer,
    createdAt: displayTime(run.createdAt, zone),
    startedAt: optionalDisplayTime(run.startedAt, zone),
    leads: showCount(run.leadCount),
    untouched: untouchedNote(counted),
    counts: showCounts(counted, run.direction),
    ...stateLabel(run),
    undone: counted && undoneLabel(counted),
  };
}
