import type { Finding, Level } from "../doctor/index.ts";
import { say } from "./output.ts";

const MARKS: Readonly<Record<Level, string>> = { ok: "ok     ", warning: "WARNING", broken: "BROKEN " };

/** Prints findings with their fixes. */
export function printFindings(found: readonly Finding[]): void {
  for (const { check, level, message, fix } of found) {
    say(`${MARKS[level]}  ${check}: ${message}`);
    for (const line of fix) say(`           ${line}`);
  }
}
