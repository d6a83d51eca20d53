import { type Finding, LEVELS } from "../../doctor/index.ts";
import { type DisplayTime, displayTime } from "../format/displayTime.ts";
import type { CachedResult } from "./cachedChecks.ts";

/** A warning with its fix. */
export interface WarningView {
  readonly check: string;
  readonly message: string;
  readonly isBroken: boolean;
  /** Statements or commands to paste; empty if the message is sufficient. */
  readonly fix: readonly string[];
  /** Whether the warning is about batches, which the history lists. */
  readonly isOfBatches: boolean;
}

export interface ChecksView {
  /** Ordered from worst to mildest. */
  readonly warnings: readonly WarningView[];
  /** Number of warnings left out to keep the page short. */
  readonly more: number;
  readonly at: DisplayTime;
}

const MAX_WARNINGS = 5;

/** Capitalizes a sentence, unless it starts with a table name. */
function capitalised(text: string): string {
  return /^[a-z]+\b/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

/** Converts the doctor's findings for the page; null before the first check. Pure. */
export function checksView(
  cached: CachedResult<readonly Finding[]> | undefined,
  zone: string,
): ChecksView | null {
  if (!cached) return null;
  const problems = cached.value
    .filter(({ level }) => level !== "ok")
    .toSorted((one, other) => LEVELS.indexOf(other.level) - LEVELS.indexOf(one.level));
  return {
    warnings: problems.slice(0, MAX_WARNINGS).map(({ check, level, message, fix }) => ({
      check: capitalised(check),
      message: `${capitalised(message)}.`,
      isBroken: level === "broken",
      fix,
      isOfBatches: check === "open batches",
    })),
    more: Math.max(0, problems.length - MAX_WARNINGS),
    at: displayTime(cached.at, zone),
  };
}
