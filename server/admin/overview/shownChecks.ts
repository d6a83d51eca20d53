import { type Finding, LEVELS } from "../../doctor/index.ts";
import { type When, when } from "../format/shownTime.ts";
import type { Seen } from "./cachedChecks.ts";

/** A warning with what to do about it. */
export interface ShownWarning {
  readonly check: string;
  readonly message: string;
  readonly isBroken: boolean;
  /** Statements or commands to paste; empty if the message says everything. */
  readonly fix: readonly string[];
  /** Whether the warning is about batches, which the history shows. */
  readonly isOfBatches: boolean;
}

export interface ShownChecks {
  /** The worst first. */
  readonly warnings: readonly ShownWarning[];
  /** Number of warnings that are not shown, to keep the page short. */
  readonly more: number;
  readonly at: When;
}

const MOST_SHOWN = 5;

/** Capitalises a sentence, but not one that starts with a table's name. */
function capitalised(text: string): string {
  return /^[a-z]+\b/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

/** Returns the doctor's warnings for the page; null before the first check. Pure. */
export function showChecks(seen: Seen<readonly Finding[]> | undefined, zone: string): ShownChecks | null {
  if (!seen) return null;
  const bad = seen.value
    .filter(({ level }) => level !== "ok")
    .toSorted((one, other) => LEVELS.indexOf(other.level) - LEVELS.indexOf(one.level));
  return {
    warnings: bad.slice(0, MOST_SHOWN).map(({ check, level, message, fix }) => ({
      check: capitalised(check),
      message: `${capitalised(message)}.`,
      isBroken: level === "broken",
      fix,
      isOfBatches: check === "open batches",
    })),
    more: Math.max(0, bad.length - MOST_SHOWN),
    at: when(seen.at, zone),
  };
}
