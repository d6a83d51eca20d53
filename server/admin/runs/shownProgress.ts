import {
  addCounts,
  countOutcomes,
  type Run,
  type RunCounts,
  type RunOutcome,
  totalOf,
} from "../../runs/run.ts";
import type { RunChunks } from "../../runs/store/runChunks.ts";
import type { RunStore } from "../../runs/store/runStore.ts";
import { showCount } from "../history/batchView.ts";
import { holdLabel, runOutcomeLabel, stateLabel } from "./runLabels.ts";
import { outcomesInOrder } from "./runOutcomes.ts";

/** How far a run is, as its page shows it; what a page's script is told is this very object. */
export interface Progress {
  readonly state: Run["state"];
  /** How it is, in a word, and how good that is. */
  readonly badge: { readonly label: string; readonly tone: string };
  /** What was done with so many of them. */
  readonly verb: string;
  readonly handled: string;
  readonly total: string;
  /** Of a hundred. */
  readonly percent: number;
  readonly outcomes: readonly {
    readonly outcome: RunOutcome;
    readonly label: string;
    readonly count: string;
  }[];
  readonly hold: string | null;
  /** It is neither held nor worked on: it waits for its turn, or for a dead instance's lease to end. */
  readonly isWaiting: boolean;
}

/** What became of the leads of a run so far: the part under way is told by its batches. */
export async function countsOf(run: Run, parts: RunChunks): Promise<RunCounts> {
  if (run.startedAt === null || run.doneParts >= run.partCount) return run.counts;
  const current = await parts.read(run.id, run.doneParts);
  return addCounts(run.counts, countOutcomes(current?.leads ?? []));
}

function checkedLeads({ leadCount, checkedParts, partCount }: Run): number {
  return partCount === 0 ? 0 : Math.round((leadCount * checkedParts) / partCount);
}

function verbOf({ state, isCollected }: Run): string {
  if (state !== "checking") return "worked on";
  return isCollected ? "looked at" : "found so far; the archive is being searched";
}

/** How far a run is. */
export function showProgress(run: Run, counts: RunCounts, zone: string): Progress {
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

/** Reads how far a run is; undefined where there is none any more. */
export async function readProgress(
  runs: RunStore,
  parts: RunChunks,
  id: number,
  zone: string,
): Promise<Progress | undefined> {
  const run = await runs.find(id);
  return run && showProgress(run, await countsOf(run, parts), zone);
}
