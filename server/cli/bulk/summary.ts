import { COLUMN_LABELS, COUNT_COLUMNS, countLeads } from "../../runs/leadCounts.ts";
import type { ListLayout } from "../../runs/list/index.ts";
import { IN_TARGET } from "../../runs/runOutcome.ts";
import { counted, printJson } from "../output.ts";
import { type RunOptions, STANDARD } from "./bulkOptions.ts";
import type { ListedBatch, ListedResult } from "./listMover.ts";

/** Exit code of programs that Ctrl-C ended, by the convention of shells: 128 + SIGINT. */
export const STOPPED_EXIT_CODE = 130;

/** Counts leads by outcome. */
export function countOutcomes() {
  const counts = new Map<ListedResult["outcome"], number>();
  let [lines, repeated] = [0, 0];
  return {
    add: (outcome: ListedResult["outcome"]) => counts.set(outcome, (counts.get(outcome) ?? 0) + 1),
    addLines(batch: Pick<ListedBatch, "lines" | "repeated">): void {
      lines += batch.lines;
      repeated += batch.repeated;
    },
    /** Lines read, without the heading and blank lines. */
    lines: () => lines,
    /** Lines that name only leads of earlier lines in their batch. */
    repeated: () => repeated,
    all: () => [...counts.values()].reduce((sum, count) => sum + count, 0),
    done: () =>
      [...counts].reduce(
        (sum, [outcome, count]) => sum + (outcome !== "invalid" && IN_TARGET.has(outcome) ? count : 0),
        0,
      ),
    entries: () => Object.fromEntries(counts),
    /** The columns of the pages. A line without a lead id counts as not found, so that they sum to the leads. */
    columns: () => {
      const { invalid = 0, ...outcomes } = Object.fromEntries(counts);
      return countLeads({ ...outcomes, not_found: (outcomes["not_found"] ?? 0) + invalid }, "dearchive");
    },
  };
}

export type Outcomes = ReturnType<typeof countOutcomes>;

/** The name of a column for programs: `kept_in_archive`. */
function columnKey(column: (typeof COUNT_COLUMNS)[number]): string {
  return COLUMN_LABELS.dearchive[column].toLowerCase().replaceAll(" ", "_");
}

function summary(counts: Outcomes, dryRun: boolean, stopped: boolean): readonly string[] {
  const prefix = dryRun ? "Nothing was changed. Expected outcomes of" : "Done:";
  const repeated = counts.repeated() > 0 ? `. ${counted(counts.repeated(), "line")} repeated a lead` : "";
  const line = (label: string, count: number) => `  ${String(count).padStart(9)}  ${label}`;
  const columns = counts.columns();
  return [
    `${prefix} ${counted(counts.all(), "lead")}${repeated}.`,
    ...COUNT_COLUMNS.map((column) => line(COLUMN_LABELS.dearchive[column].toLowerCase(), columns[column])),
    "In detail:",
    ...Object.entries(counts.entries()).map(([outcome, count]) => line(outcome, count)),
    ...(stopped
      ? ["Stopped. Run the same command again to continue. Leads that are already live are skipped."]
      : []),
  ];
}

/** Prints the summary and sets the exit code. Uses standard error when the report goes to standard output. */
export function printSummary(
  options: RunOptions,
  counts: Outcomes,
  stopped: boolean,
  layout: ListLayout,
): void {
  const dryRun = options.dryRun ?? false;
  process.exitCode = stopped ? STOPPED_EXIT_CODE : Math.min(counts.all() - counts.done(), 1);
  if (counts.all() === 0 && !stopped) process.stderr.write("the list contains no leads: nothing was done\n");
  if (options.json) {
    const { match, column, delimiter } = layout;
    printJson({
      lines: counts.lines(),
      leads: counts.all(),
      repeated: counts.repeated(),
      stopped,
      dryRun,
      counts: Object.fromEntries(
        COUNT_COLUMNS.map((column) => [columnKey(column), counts.columns()[column]]),
      ),
      outcomes: counts.entries(),
      list: { match, column: layout.names[column] ?? column + 1, delimiter },
    });
    return;
  }
  const text = `${summary(counts, dryRun, stopped).join("\n")}\n`;
  (options.report === STANDARD ? process.stderr : process.stdout).write(text);
}
