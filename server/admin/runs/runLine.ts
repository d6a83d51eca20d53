import type { Run } from "../../runs/run.ts";
import type { CountedRun } from "../../runs/store/countedRuns.ts";
import { displayTime, optionalDisplayTime } from "../format/displayTime.ts";
import { type BatchContext, showCount } from "../history/batchView.ts";
import { showCounts, undoneLabel, untouchedNote } from "./countLabels.ts";
import { actionLabel, sourceLabel, stateLabel } from "./runLabels.ts";

type Viewer = Pick<BatchContext, "users" | "zone">;

/** Converts what a list and the run's own page both show. */
export function showRunHead(run: Run, { users, zone }: Viewer) {
  return {
    id: run.id,
    name: run.name,
    action: actionLabel(run),
    source: sourceLabel(run),
    user: users.show(run.user),
    createdAt: displayTime(run.createdAt, zone),
    startedAt: optionalDisplayTime(run.startedAt, zone),
  };
}

/** Builds the row of a run in a list. */
export function showRunLine({ run, net }: CountedRun, viewer: Viewer) {
  const counted = run.startedAt === null ? null : net;
  return {
    ...showRunHead(run, viewer),
    customer: run.customer,
    leads: showCount(run.leadCount),
    untouched: untouchedNote(counted),
    counts: showCounts(counted, run.direction),
    ...stateLabel(run),
    undone: counted && undoneLabel(counted),
  };
}
