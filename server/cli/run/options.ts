import { fstatSync, type Stats, statSync } from "node:fs";
import { MAX_RATE } from "../../runs/pace.ts";
import { parseWhole } from "../options.ts";
import { UsageError } from "../usageError.ts";

export interface RunOptions {
  readonly ids: string;
  readonly user?: string;
  readonly customer: string;
  readonly dryRun?: boolean;
  readonly rate?: string;
  readonly report?: string;
  readonly json?: boolean;
}

/** Standard input for a list, standard output for a report. */
export const STANDARD = "-";

/** Leads per second; undefined for as fast as it goes. */
export function parseRate(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseWhole("--rate", text, 1, MAX_RATE, "leads per second");
}

/** By whatever names the two go: a list may be a file that the shell hands to standard input. */
function isSameFile(ids: string, report: string): boolean {
  const list: Stats | undefined =
    ids === STANDARD ? fstatSync(process.stdin.fd) : statSync(ids, { throwIfNoEntry: false });
  const there = statSync(report, { throwIfNoEntry: false });
  return there?.isFile() === true && there.dev === list?.dev && there.ino === list.ino;
}

/**
 * Refuses options that would spoil each other's files.
 *
 * @throws UsageError
 */
export function refuseContradictions({ ids, report, json }: RunOptions): void {
  if (report === undefined) return;
  if (report === STANDARD && json) {
    throw new UsageError("--report - and --json both want standard output: name a file for the report");
  }
  if (report !== STANDARD && isSameFile(ids, report)) {
    throw new UsageError("--report names the list itself: name another file for the report");
  }
}
