import { fstatSync, type Stats, statSync } from "node:fs";
import type { LayoutChoice, MatchColumn } from "../../runs/list/index.ts";
import { MAX_RATE } from "../../runs/work/throttle.ts";
import { parseRate, type RateUnit } from "../parseRate.ts";
import { UsageError } from "../usageError.ts";

export interface RunOptions {
  readonly ids: string;
  readonly user?: string;
  readonly customer: string;
  readonly dryRun?: boolean;
  readonly rate?: string;
  readonly report?: string;
  readonly json?: boolean;
  readonly delimiter?: string;
  readonly column?: string;
  readonly match?: MatchColumn;
  readonly set?: readonly string[];
}

/** Standard input for a list, standard output for a report. */
export const STANDARD = "-";

const SPEED: RateUnit = { counted: "leads per second", per: "s", max: MAX_RATE };

/** Parses the speed limit in leads per second. Undefined means no limit. */
export function parseSpeed(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseRate(text, SPEED);
}

const DELIMITER_NAMES: Readonly<Record<string, string>> = {
  comma: ",",
  semicolon: ";",
  tab: "\t",
  "\\t": "\t",
  pipe: "|",
};

/** Returns a separator for messages: `tab`, or the character in quotes. */
export function delimiterName(delimiter: string): string {
  return delimiter === "\t" ? "tab" : JSON.stringify(delimiter);
}

function parseDelimiter(text: string): string {
  const delimiter = DELIMITER_NAMES[text] ?? text;
  if (/^[^\w\r\n" -]$/.test(delimiter)) return delimiter;
  throw new UsageError(
    `--delimiter must be one character, or comma, semicolon, tab or pipe, not ${JSON.stringify(text)}`,
  );
}

/** Parses the options that describe the list. @throws UsageError */
export function parseLayoutChoice({ delimiter, column, match }: RunOptions): LayoutChoice {
  return {
    delimiter: delimiter === undefined ? undefined : parseDelimiter(delimiter),
    column,
    match,
  };
}

/** Compares inodes, because names differ for links and for a list redirected to standard input. */
function isSameFile(ids: string, report: string): boolean {
  const list: Stats | undefined =
    ids === STANDARD ? fstatSync(process.stdin.fd) : statSync(ids, { throwIfNoEntry: false });
  const there = statSync(report, { throwIfNoEntry: false });
  return there?.isFile() === true && there.dev === list?.dev && there.ino === list.ino;
}

/** Refuses options that would write to each other's files. @throws UsageError */
export function refuseContradictions({ ids, report, json }: RunOptions): void {
  if (report === undefined) return;
  if (report === STANDARD && json) {
    throw new UsageError("--report - and --json both write to standard output: use a file for the report");
  }
  if (report !== STANDARD && isSameFile(ids, report)) {
    throw new UsageError("--report is the same file as the list: use another file for the report");
  }
}
