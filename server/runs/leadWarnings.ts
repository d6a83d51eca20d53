import type { DirectionName } from "../leads/tables/direction.ts";
import { isUndo, type RunSource } from "./runSource.ts";

/**
 * Warnings that block the move, whatever the user chooses: `missing` (in neither table, or in a list that the owner may not
 * access), `live` and `archived` (only in the target table), `refused` (moving it would lose data), `differs` (in both tables with
 * different data), `back` (in an undo: already moved back), `on_call` (archiving it would lose the result of the call).
 */
const BLOCKING_WARNINGS = ["missing", "live", "archived", "refused", "differs", "back", "on_call"] as const;

/** What a user should know about a lead before it moves. */
export const LEAD_WARNINGS = [
  ...BLOCKING_WARNINGS,
  /** Already live with equal data: only the archived copy is deleted. */
  "equal",
  /** In an undo: changed since the move, or possibly changed. */
  "changed",
  /** The dialer is about to call it. */
  "in_hopper",
  /** An agent promised to call back. */
  "callback_due",
  "called_today",
  /** A clean-up of Vicidial deletes the custom fields of leads that are not live. */
  "custom_fields",
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

export const BLOCKING: ReadonlySet<LeadWarning> = new Set<LeadWarning>(BLOCKING_WARNINGS);

/** Warnings about leads that leave the live table. */
const LEAVING_WARNINGS: readonly LeadWarning[] = [
  "archived",
  "on_call",
  "in_hopper",
  "callback_due",
  "called_today",
  "custom_fields",
];
const UNDO_ONLY_WARNINGS: readonly LeadWarning[] = ["back", "changed"];
const ARCHIVE_WARNINGS: ReadonlySet<LeadWarning> = new Set([
  "missing",
  "refused",
  "differs",
  ...LEAVING_WARNINGS,
]);
const RESTORE_WARNINGS: ReadonlySet<LeadWarning> = new Set(
  LEAD_WARNINGS.filter((warning) => ![...LEAVING_WARNINGS, ...UNDO_ONLY_WARNINGS].includes(warning)),
);
const UNDO_WARNINGS: Readonly<Record<DirectionName, ReadonlySet<LeadWarning>>> = {
  dearchive: new Set([...RESTORE_WARNINGS, ...UNDO_ONLY_WARNINGS]),
  archive: new Set(["missing", "on_call", "in_hopper", ...UNDO_ONLY_WARNINGS]),
};

/** What decides which warnings apply: an undo of an undo restores leads too. */
export interface WarnedRun {
  readonly direction: DirectionName;
  readonly source: RunSource;
}

/** The warnings that leads of the run can raise. Pure. */
export function warningsOf({ direction, source }: WarnedRun): readonly LeadWarning[] {
  const ofMove = direction === "dearchive" ? RESTORE_WARNINGS : ARCHIVE_WARNINGS;
  const raised = isUndo(source) ? UNDO_WARNINGS[direction] : ofMove;
  return LEAD_WARNINGS.filter((warning) => raised.has(warning));
}

const SKIPPED_BY_DEFAULT: ReadonlySet<LeadWarning> = new Set([
  "changed",
  "in_hopper",
  "callback_due",
  "called_today",
  "dnc",
]);

/** The warnings to skip unless the user decides otherwise. Pure. */
export function skippedByDefault(run: WarnedRun): readonly LeadWarning[] {
  return warningsOf(run).filter((warning) => SKIPPED_BY_DEFAULT.has(warning));
}

/** The warnings that change by the minute and are skipped whatever the user chooses. Pure. */
export function alwaysSkipped({ direction }: Pick<WarnedRun, "direction">): readonly LeadWarning[] {
  return direction === "archive" ? ["on_call"] : [];
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
