import type { DirectionName } from "../leads/tables/direction.ts";
import { isUndo, type RunSource } from "./runSource.ts";

/**
 * What somebody should know of a lead before it moves. Of those that keep it where it is: `missing` (not where it is to
 * come from, or in a list that the owner may not touch), `refused` (moving it would lose data), `differs` (stands in both
 * tables with other data), `back` (of a lead that is taken back: it is where it came from already).
 */
export const LEAD_WARNINGS = [
  "missing",
  "refused",
  "differs",
  "back",
  /** Stands live already with equal data: only its archived copy goes. */
  "equal",
  /** Of a lead that is taken back: somebody worked on it since, or may have. */
  "changed",
  "dnc",
  /** The dialer may call it within a minute. */
  "dialable",
  "list_gone",
  "list_inactive",
  /** Its number is live under another lead id. */
  "phone_live",
  /** It waits for a callback that was archived. */
  "callback_archived",
  "custom_missing",
  "offset_stale",
] as const;
export type LeadWarning = (typeof LEAD_WARNINGS)[number];

/** Concerns that keep a lead where it is, whatever anybody wants. */
export const BLOCKING: ReadonlySet<LeadWarning> = new Set(["missing", "refused", "differs", "back"]);

/** Concerns of leads that are taken back to where they came from. */
const OF_UNDOS: ReadonlySet<LeadWarning> = new Set(["missing", "back", "changed"]);
/** Of those, the ones that leads on their way to the dialer do not have. */
const OF_UNDOS_ALONE: ReadonlySet<LeadWarning> = new Set(["back", "changed"]);

/** What decides which warnings apply: an undo of an undo restores leads too. */
export interface WarnedRun {
  readonly direction: DirectionName;
  readonly source: RunSource;
}

/** The concerns that leads of a run can raise. Pure. */
export function warningsOf({ direction, source }: WarnedRun): readonly LeadWarning[] {
  return LEAD_WARNINGS.filter(
    (warning) =>
      (direction === "dearchive" && !OF_UNDOS_ALONE.has(warning)) ||
      (isUndo(source) && OF_UNDOS.has(warning)),
  );
}

/** What is left out unless somebody says otherwise. Pure. */
export function leftOutAtFirst(run: WarnedRun): readonly LeadWarning[] {
  return warningsOf(run).filter((warning) => warning === "dnc" || warning === "changed");
}

export interface LeadWarnings {
  readonly leadId: number;
  readonly warnings: readonly LeadWarning[];
}

/** What was found about leads, as small whatever their number. */
export interface Tally {
  /** How many leads raise exactly these concerns; their names with blanks between, in the order of CONCERNS. */
  readonly combinations: Readonly<Record<string, number>>;
  /** The first leads of each concern. */
  readonly examples: Readonly<Partial<Record<LeadWarning, readonly number[]>>>;
  /** What could not be looked at, for this installation lacks the table or the right. */
  readonly unchecked: readonly LeadWarning[];
}

export const NO_TALLY: Tally = { combinations: {}, examples: {}, unchecked: [] };
const MOST_EXAMPLES = 5;

/** A tally with more leads. Pure. */
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

/** The combinations with their concerns. Pure. */
export function combinationsOf({ combinations }: Tally): readonly {
  readonly warnings: readonly LeadWarning[];
  readonly leads: number;
}[] {
  return Object.entries(combinations).map(([name, leads]) => ({
    warnings: name.split(" ").filter(isLeadWarning),
    leads,
  }));
}

/** How many leads a test of their concerns holds for. Pure. */
export function countWhere(tally: Tally, holds: (warnings: readonly LeadWarning[]) => boolean): number {
  return combinationsOf(tally).reduce((sum, { warnings, leads }) => sum + (holds(warnings) ? leads : 0), 0);
}

/** Concerns of leads that stay where they are when their turn comes, even if a copy of them goes. */
export const STAYING: ReadonlySet<LeadWarning> = new Set(["equal"]);

/** Whether a lead with these concerns will be elsewhere than before, when leads of some are left out. Pure. */
export function comesThere(warnings: readonly LeadWarning[], leaveOut: ReadonlySet<LeadWarning>): boolean {
  return willMove(warnings, leaveOut) && !warnings.some((warning) => STAYING.has(warning));
}

/** Whether something is done about a lead with these concerns, when leads of some are left out. Pure. */
export function willMove(warnings: readonly LeadWarning[], leaveOut: ReadonlySet<LeadWarning>): boolean {
  return !warnings.some((warning) => BLOCKING.has(warning) || leaveOut.has(warning));
}
