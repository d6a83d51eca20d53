import type { ListLayout } from "../../runs/list/index.ts";
import { IN_TARGET } from "../../runs/runOutcome.ts";
import { counted, printJson } from "../output.ts";
import { type RunOptions, STANDARD } from "./bulkOptions.ts";
import type { ListedBatch, ListedResult } from "./listMover.ts";

/** As a shell tells of a program that Ctrl-C ended. */
export const STOPPED_EXIT_CODE = 130;

/** Counts what became of the leads of a run. */
export function countOutcomes() {
  const counts = new Map<ListedResult["outcome"], number>();
  let [lines, repeated] = [0, 0];
  return {
    add: (outcome: ListedResult["outcome"]) => counts.set(outcome, (counts.get(outcome) ?? 0) + 1),
    addLines(batch: Pick<ListedBatch, "lines" | "repeated">): void {
      lines += batch.lines;
      repeated += batch.repeated;
    },
    /** Lines that were read, without the heading and blank ones. */
    lines: () => lines,
    /** Lines that name a lead which their batch had already. */
    repeated: () => repeated,
    all: () => [...counts.values()].reduce((sum, count) => sum + count, 0),
    done: () =>
      [...counts].reduce(
        (sum, [outcome, count]) => sum + (outcome !== "invalid" && IN_TARGET.has(outcome) ? count : 0),
        0,
      ),
    entries: () => Object.fromEntries(counts),
  };
}

export type Outcomes = ReturnType<typeof countOutcomes>;

function summary(counts: Outcomes, dryRun: boolean, stopped: boolean): readonly string[] {
  const prefix = dryRun ? "Nothing was changed. Foreseen for" : "Done:";
  const twice =
    counts.repeated() > 0 ? `; ${counted(counts.repeated(), "line")} named one of them again` : "";
  const lines = Object.entries(counts.entries()).map(
    ([outcome, count]) => `  ${String(count).padStart(9)}  ${outcome}`,
  );
  return [
    `${prefix} ${counted(counts.all(), "lead")}${twice}.`,
    ...lines,
    ...(stopped ? ["Stopped. Start it again with the same words: what is live already is passed over."] : []),
  ];
}

/** Prints how a run ended, and sets the exit code. Where the report is standard output, the words go to standard error. */
export function printSummary(
  options: RunOptions,
  counts: Outcomes,
  stopped: boolean,
  layout: ListLayout,
): void {
  const dryRun = options.dryRun ?? false;
  process.exitCode = stopped ? STOPPED_EXIT_CODE : Math.min(counts.all() - counts.done(), 1);
  if (counts.all() === 0 && !stopped) process.stderr.write("the list names no lead: nothing was done\n");
  if (options.json) {
    const { match, column, delimiter } = layout;
    printJson({
      lines: counts.lines(),
      leads: counts.all(),
      repeated: counts.repeated(),
      stopped,
      dryRun,
      outcomes: counts.entries(),
      list: { match, column: layout.names[column] ?? column + 1, delimiter },
    });
    return;
  }
  const text = `${summary(counts, dryRun, stopped).join("\n")}\n`;
  (options.report === STANDARD ? process.stderr : process.stdout).write(text);
}
