import { type PageText, phrase, type Translate, term } from "../../lib/phrase.ts";
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
  readonly badge: { readonly label: PageText; readonly tone: string };
  /** What happened to the handled leads. */
  readonly verb: PageText;
  readonly handled: string;
  readonly total: PageText;
  readonly percent: number;
  readonly outcomes: readonly {
    readonly outcome: RunOutcome;
    readonly label: PageText;
    readonly count: string;
  }[];
  readonly hold: PageText | null;
  /** It waits for its turn, or for a dead instance's lease to end. */
  readonly isWaiting: boolean;
  /** Time since the start, speed and time left; empty while unknown. */
  readonly pace: PageText;
}

/** What the progress of runs is measured by. */
export interface ProgressTime {
  readonly now: Date;
  readonly zone: string;
  /** Current speed in leads per second, if the run has one. */
  readonly speed: number | undefined;
}

function showSpeed(speed: number): PageText {
  const perMinute = speed * 60;
  if (speed >= 10) return phrase("%1s leads per second", showCount(Math.round(speed)));
  return speed >= 1
    ? phrase("%1s leads per second", speed.toFixed(1))
    : phrase("%1s leads per minute", showCount(Math.round(perMinute)));
}

/** Says how long the run has been under way, how fast it is and how long it will take. Nothing moves during a hold. */
function paceOf(run: Run, left: number, { now, speed }: ProgressTime): PageText {
  if (run.startedAt === null) return "";
  const elapsed = phrase(
    "%1s since the start",
    term(duration((now.getTime() - run.startedAt.getTime()) / 1000)),
  );
  if (run.state !== "running" || run.hold !== null || speed === undefined) return elapsed;
  const rest = phrase("about %1s left", term(duration(left / speed)));
  return phrase("%1s · %2s · %3s", elapsed, term(showSpeed(speed)), rest);
}

function checkedLeads({ leadCount, checkedChunks, chunkCount }: Run): number {
  return chunkCount === 0 ? 0 : Math.round((leadCount * checkedChunks) / chunkCount);
}

function verbOf({ state, isCollected }: Run): PageText {
  if (state !== "checking") return phrase("done");
  return isCollected ? phrase("checked") : phrase("found so far, still searching the archive");
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
    total: phrase("of %1s leads", showCount(run.leadCount)),
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

/** Translates progress for the page's script. */
export function translateProgress(progress: Progress, translate: Translate) {
  return {
    ...progress,
    badge: { ...progress.badge, label: translate(progress.badge.label) },
    verb: translate(progress.verb),
    total: translate(progress.total),
    outcomes: progress.outcomes.map((each) => ({ ...each, label: translate(each.label) })),
    hold: progress.hold === null ? null : translate(progress.hold),
    pace: translate(progress.pace),
  };
}
