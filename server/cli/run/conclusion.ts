import { DONE } from "../../runs/bulkMove.ts";
import { counted, printJson } from "../output.ts";
import type { ListedResult } from "./listed.ts";
import { type RunOptions, STANDARD } from "./options.ts";

/** As a shell tells of a program that Ctrl-C ended. */
export const STOPPED_EXIT_CODE = 130;

/** Counts what became of the leads of a run. */
export function countOutcomes() {
  const counts = new Map<ListedResult["outcome"], number>();
  let repeated = 0;
  return {
    add: (outcome: ListedResult["outcome"]) => counts.set(outcome, (counts.get(outcome) ?? 0) + 1),
    /** Lines that name a lead which their batch had already. */
    addRepeated(lines: number): void {
      repeated += lines;
    },
    repeated: () => repeated,
    all: () => [...counts.values()].reduce((sum, count) => sum + count, 0),
    done: () => [...counts].reduce((sum, [outcome, count]) => sum + (DONE.has(outcome) ? count : 0), 0),
    entries: () => Object.fromEntries(counts),
  };
}

export type Outcomes = ReturnType<typeof countOutcomes>;

/** In a list whose columns have names, none of which is lead_id. */
export function withoutIdColumn(first: string): string {
  return `no column lead_id: using the first, ${JSON.stringify(first)}`;
}

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

/**
 * Tells how a run ended, and sets the exit code. Where the report is standard output, the words go beside it.
 *
 * @param supposed the column that was read for want of one named lead_id
 */
export function conclude(
  options: RunOptions,
  counts: Outcomes,
  stopped: boolean,
  supposed: string | undefined,
): void {
  const dryRun = options.dryRun ?? false;
  process.exitCode = stopped ? STOPPED_EXIT_CODE : Math.min(counts.all() - counts.done(), 1);
  if (counts.all() === 0 && !stopped) process.stderr.write("the list names no lead: nothing was done\n");
  if (options.json) {
    const outcomes = counts.entries();
    const note = supposed === undefined ? {} : { note: withoutIdColumn(supposed) };
    printJson({ leads: counts.all(), repeated: counts.repeated(), stopped, dryRun, outcomes, ...note });
    return;
  }
  const text = `${summary(counts, dryRun, stopped).join("\n")}\n`;
  (options.report === STANDARD ? process.stderr : process.stdout).write(text);
}
