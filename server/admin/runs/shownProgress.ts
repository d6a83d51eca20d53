import type { Run } from "../../runs/run.ts";
import { outcomesInOrder, type RunOutcome, totalOf } from "../../runs/runOutcome.ts";
import { type CountedRun, countRun } from "../../runs/store/countedRuns.ts";
import { duration } from "../format/duration.ts";
import { showCount } from "../history/batchView.ts";
import type { CustomerStores } from "../shell/stores.ts";
import { holdLabel } from "./holdLabel.ts";
import { runOutcomeLabel, stateLabel } from "./runLabels.ts";

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
  /** Time since the start, speed and time left; empty while unknown. */
  readonly pace: string;
}

/** What the progress of runs is measured by. */
export interface ProgressTime {
  readonly now: Date;
  readonly zone: string;
  /** Current speed in leads per second, if the run has one. */
  readonly speed: number | undefined;
}

function showSpeed(speed: number): string {
  const perMinute = speed * 60;
  if (speed >= 10) return `${showCount(Math.round(speed))} leads per second`;
  return speed >= 1
    ? `${speed.toFixed(1)} leads per second`
    : `${showCount(Math.round(perMinute))} leads per minute`;
}

/** Says how long the run has been under way, how fast it is and how long it will take. Nothing moves during a hold. */
function paceOf(run: Run, left: number, { now, speed }: ProgressTime): string {
  if (run.startedAt === null) return "";
  const elapsed = `${duration((now.getTime() - run.startedAt.getTime()) / 1000)} since the start`;
  if (run.state !== "running" || run.hold !== null || speed === undefined) return elapsed;
  return [elapsed, showSpeed(speed), `about ${duration(left / speed)} left`].join(" · ");
}

function checkedLeads({ leadCount, checkedChunks, chunkCount }: Run): number {
  return chunkCount === 0 ? 0 : Math.round((leadCount * checkedChunks) / chunkCount);
}

function verbOf({ state, isCollected }: Run): string {
  if (state !== "checking") return "done";
  return isCollected ? "checked" : "found so far; still searching the archive";
}

export function showProgress({ run, counts, net }: CountedRun, time: ProgressTime): Progress {
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
    hold: run.hold && holdLabel(run, run.hold, time.zone),
    isWaiting: run.state !== "paused" && run.hold === null && !run.isWorkedOn,
    pace: paceOf(run, net.untouched, time),
  };
}

/** Reads the progress of a run; undefined once the run is gone. */
export async function readProgress(
  stores: CustomerStores,
  id: number,
  time: Pick<ProgressTime, "now" | "zone">,
): Promise<Progress | undefined> {
  const run = await stores.runs.find(id);
  if (!run) return undefined;
  const speeds = await stores.runPace.speeds([id]);
  return showProgress(await countRun(stores, run), { ...time, speed: speeds.get(id) });
}
