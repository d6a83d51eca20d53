import { type Finding, LEVELS } from "../../doctor/index.ts";
import { type When, when } from "../when.ts";
import type { Seen } from "./glance.ts";

/** A warning with its next step. */
export interface ShownWarning {
  readonly check: string;
  readonly message: string;
  readonly isBroken: boolean;
  /** Statements or commands to be pasted; none where the message says it all. */
  readonly fix: readonly string[];
  /** Batches are meant: the history shows them. */
  readonly isOfBatches: boolean;
}

export interface ShownChecks {
  /** The worst first. */
  readonly warnings: readonly ShownWarning[];
  /** How many more there are: tables that have grown far apart fill no page. */
  readonly more: number;
  readonly at: When;
}

const MOST_SHOWN = 5;

/** As a sentence begins; the name of a table keeps its letters. */
function capitalised(text: string): string {
  return /^[a-z]+\b/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

/** What the doctor saw, as far as somebody should act on it; null before it has looked. Pure. */
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
