import type { DirectionName } from "../leads/tables/direction.ts";
import { isUndo, type RunSource } from "./runSource.ts";

/**
 * What a user should know about a lead before it moves. The first five block the move: `missing` (in neither table, or in a
 * list that the owner may not access), `live` (only in the live table), `refused` (moving it would lose data), `differs` (in
 * both tables with different data), `back` (in an undo: already moved back).
 */
export const LEAD_WARNINGS = [
  "missing",
  "live",
  "refused",
  "differs",
  "back",
  /** Already live with equal data: only the archived copy is deleted. */
  "equal",
  /** In an undo: changed since the move, or possibly changed. */
  "changed",
  "dnc",
  /** The dialer may call it within a minute. */
  "dialable",
  "list_gone",
  "list_inactive",
  /** Another live lead has its number. */
  "phone_live",
  /** Its callback was archived. */
  "callback_archived",
  "custom_missing",
  "offset_stale",
] as const;
export type LeadWarning = (typeof LEAD_WARNINGS)[number];

/** Warnings that block the move, whatever the user chooses. */
export const BLOCKING: ReadonlySet<LeadWarning> = new Set(["missing", "live", "refused", "differs", "back"]);

const UNDO_WARNINGS: ReadonlySet<LeadWarning> = new Set(["missing", "back", "changed"]);
const ARCHIVE_WARNINGS: ReadonlySet<LeadWarning> = new Set(["missing", "refused", "differs"]);
const UNDO_ONLY_WARNINGS: ReadonlySet<LeadWarning> = new Set(["back", "changed"]);

/** What decides which warnings apply: an undo of an undo restores leads too. */
export interface WarnedRun {
  readonly direction: DirectionName;
  readonly source: RunSource;
}

/** The warnings that leads of the run can raise. Pure. */
export function warningsOf({ direction, source }: WarnedRun): readonly LeadWarning[] {
  return LEAD_WARNINGS.filter(
    (warning) =>
      (direction === "dearchive" && !UNDO_ONLY_WARNINGS.has(warning)) ||
      (isUndo(source) ? UNDO_WARNINGS : ARCHIVE_WARNINGS).has(warning),
  );
}

/** The warnings to skip unless the user decides otherwise. Pure. */
export function skippedByDefault(run: WarnedRun): readonly LeadWarning[] {
  return warningsOf(run).filter((warning) => warning === "dnc" || warning === "changed");
}

export interface LeadWarnings {
  readonly leadId: number;
  readonly warnings: readonly LeadWarning[];
}

/** The warnings of many leads, in a size that does not grow with their number. */
export interface Tally {
  /** Leads by exact set of warnings: names in the order of LEAD_WARNINGS, separated by spaces. */
  readonly combinations: Readonly<Record<string, number>>;
  /** The first leads of each warning. */
  readonly examples: Readonly<Partial<Record<LeadWarning, readonly number[]>>>;
  /** Not checked, because a table or a database right is missing. */
  readonly unchecked: readonly LeadWarning[];
}

export const NO_TALLY: Tally = { combinations: {}, examples: {}, unchecked: [] };
const MOST_EXAMPLES = 5;

/** Returns the tally with more leads added. Pure. */
export function addToTally(
  tally: Tally,
  leads: readonly LeadWarnings[],
  unchecked: readonly LeadWarning[] = [],
): Tally {
  const combinations = { ...tally.combinations };
  const examples: Partial<Record<LeadWarning, readonly number[]>> = { ...tally.examples };
  for (const { leadId, warnings } of leads) {
    const raised = LEAD_WARNINGS.filter((warning) => warnings.includes(warning));
    const name = raised.join(" ");
    combinations[name] = (combinations[name] ?? 0) + 1;
    for (const warning of raised) {
      const known = examples[warning] ?? [];
      if (known.length < MOST_EXAMPLES) examples[warning] = [...known, leadId];
    }
  }
  const both = new Set([...tally.unchecked, ...unchecked]);
  return { combinations, examples, unchecked: LEAD_WARNINGS.filter((warning) => both.has(warning)) };
}

export function isLeadWarning(name: string): name is LeadWarning {
  return LEAD_WARNINGS.some((warning) => warning === name);
}

/** Pure. */
export function combinationsOf({ combinations }: Tally): readonly {
  readonly warnings: readonly LeadWarning[];
  readonly leads: number;
}[] {
  return Object.entries(combinations).map(([name, leads]) => ({
    warnings: name.split(" ").filter(isLeadWarning),
    leads,
  }));
}

/** Counts the leads whose warnings match. Pure. */
export function countWhere(tally: Tally, holds: (warnings: readonly LeadWarning[]) => boolean): number {
  return combinationsOf(tally).reduce((sum, { warnings, leads }) => sum + (holds(warnings) ? leads : 0), 0);
}

/** Whether a lead with these warnings is handled at all. Pure. */
export function willMove(warnings: readonly LeadWarning[], skip: ReadonlySet<LeadWarning>): boolean {
  return !warnings.some((warning) => BLOCKING.has(warning) || skip.has(warning));
}
