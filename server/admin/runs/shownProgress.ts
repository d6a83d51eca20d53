import type { Run } from "../../runs/run.ts";
import { outcomesInOrder, type RunOutcome, totalOf } from "../../runs/runOutcome.ts";
import { showCount } from "../history/batchView.ts";
import type { CustomerStores } from "../shell/stores.ts";
import { holdLabel } from "./holdLabel.ts";
import { runOutcomeLabel, stateLabel } from "./runLabels.ts";
import { type CountedRun, countRun } from "./runLine.ts";

/** The progress of a run, as its page and the page's script show it. */
export interface Progress {
  readonly state: Run["state"];
  readonly badge: { readonly label: string; readonly tone: string };
  /** What happened to the handled leads. */
  readonly verb: string;
  readonly handled: string;
  readonly total: string;
  readonly percent: number;
  readonly outcomes: readonly {
    readonly outcome: RunOutcome;
    readonly label: string;
    readonly count: string;
  }[];
  readonly hold: string | null;
  /** It waits for its turn, or for a dead instance's lease to end. */
  readonly isWaiting: boolean;
}

function checkedLeads({ leadCount, checkedChunks, chunkCount }: Run): number {
  return chunkCount === 0 ? 0 : Math.round((leadCount * checkedChunks) / chunkCount);
}

function verbOf({ state, isCollected }: Run): string {
  if (state !== "checking") return "done";
  return isCollected ? "checked" : "found so far; still searching the archive";
}

export function showProgress({ run, counts }: CountedRun, zone: string): Progress {
  const isChecking = run.state === "checking";
  const handled = isChecking ? checkedLeads(run) : totalOf(counts);
  const isCollecting = isChecking && !run.isCollected;
  return {
    state: run.state,
    badge: stateLabel(run),
    verb: verbOf(run),
    handled: showCount(handled),
    total: showCount(run.leadCount),
    percent: isCollecting || run.leadCount === 0 ? 0 : Math.floor((100 * handled) / run.leadCount),
    outcomes: outcomesInOrder(counts).map(({ outcome, count }) => ({
      outcome,
      label: runOutcomeLabel(outcome, run).label,
      count: showCount(count),
    })),
    hold: run.hold && holdLabel(run, run.hold, zone),
    isWaiting: run.state !== "paused" && run.hold === null && !run.isWorkedOn,
  };
}

/** Reads the progress of a run; undefined once the run is gone. */
export async function readProgress(
  stores: CustomerStores,
  id: number,
  zone: string,
): Promise<Progress | undefined> {
  const run = await stores.runs.find(id);
  return run && showProgress(await countRun(stores, run), zone);
}
