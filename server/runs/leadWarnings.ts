import type { DirectionName } from "../leads/tables/direction.ts";

/**
 * What somebody should know of a lead before it moves. Of those that keep it where it is: `missing` (not where it is to
 * come from, or in a list that the owner may not touch), `refused` (moving it would lose data), `differs` (stands in both
 * tables with other data), `back` (of a lead that is taken back: it is where it came from already).
 */
export const CONCERNS = [
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
export type Concern = (typeof CONCERNS)[number];

/** Concerns that keep a lead where it is, whatever anybody wants. */
export const BLOCKING: ReadonlySet<Concern> = new Set(["missing", "refused", "differs", "back"]);

/** Concerns of leads that are taken back to where they came from. */
const OF_UNDOS: ReadonlySet<Concern> = new Set(["missing", "back", "changed"]);
/** Of those, the ones that leads on their way to the dialer do not have. */
const OF_UNDOS_ALONE: ReadonlySet<Concern> = new Set(["back", "changed"]);

/** Which way leads go, and whether they came from there: a run that takes a taking back brings leads back, too. */
export interface ConcernedRun {
  readonly direction: DirectionName;
  readonly undoOf: number | null;
}

/** The concerns that leads of a run can raise. Pure. */
export function concernsOf({ direction, undoOf }: ConcernedRun): readonly Concern[] {
  return CONCERNS.filter(
    (concern) =>
      (direction === "dearchive" && !OF_UNDOS_ALONE.has(concern)) ||
      (undoOf !== null && OF_UNDOS.has(concern)),
  );
}

/** What is left out unless somebody says otherwise. Pure. */
export function leftOutAtFirst(run: ConcernedRun): readonly Concern[] {
  return concernsOf(run).filter((concern) => concern === "dnc" || concern === "changed");
}

export interface LeadConcerns {
  readonly leadId: number;
  readonly concerns: readonly Concern[];
}

/** What was found about leads, as small whatever their number. */
export interface Tally {
  /** How many leads raise exactly these concerns; their names with blanks between, in the order of CONCERNS. */
  readonly combinations: Readonly<Record<string, number>>;
  /** The first leads of each concern. */
  readonly examples: Readonly<Partial<Record<Concern, readonly number[]>>>;
  /** What could not be looked at, for this installation lacks the table or the right. */
  readonly unchecked: readonly Concern[];
}

export const NO_TALLY: Tally = { combinations: {}, examples: {}, unchecked: [] };
const MOST_EXAMPLES = 5;

/** A tally with more leads. Pure. */
export function addToTally(
  tally: Tally,
  leads: readonly LeadConcerns[],
  unchecked: readonly Concern[] = [],
): Tally {
  const combinations = { ...tally.combinations };
  const examples: Partial<Record<Concern, readonly number[]>> = { ...tally.examples };
  for (const { leadId, concerns } of leads) {
    const raised = CONCERNS.filter((concern) => concerns.includes(concern));
    const name = raised.join(" ");
    combinations[name] = (combinations[name] ?? 0) + 1;
    for (const concern of raised) {
      const known = examples[concern] ?? [];
      if (known.length < MOST_EXAMPLES) examples[concern] = [...known, leadId];
    }
  }
  const both = new Set([...tally.unchecked, ...unchecked]);
  return { combinations, examples, unchecked: CONCERNS.filter((concern) => both.has(concern)) };
}

export function isConcern(name: string): name is Concern {
  return CONCERNS.some((concern) => concern === name);
}

/** The combinations with their concerns. Pure. */
export function combinationsOf({ combinations }: Tally): readonly {
  readonly concerns: readonly Concern[];
  readonly leads: number;
}[] {
  return Object.entries(combinations).map(([name, leads]) => ({
    concerns: name.split(" ").filter(isConcern),
    leads,
  }));
}

/** How many leads a test of their concerns holds for. Pure. */
export function countWhere(tally: Tally, holds: (concerns: readonly Concern[]) => boolean): number {
  return combinationsOf(tally).reduce((sum, { concerns, leads }) => sum + (holds(concerns) ? leads : 0), 0);
}

/** Concerns of leads that stay where they are when their turn comes, even if a copy of them goes. */
export const STAYING: ReadonlySet<Concern> = new Set(["equal"]);

/** Whether a lead with these concerns will be elsewhere than before, when leads of some are left out. Pure. */
export function comesThere(concerns: readonly Concern[], leaveOut: ReadonlySet<Concern>): boolean {
  return willMove(concerns, leaveOut) && !concerns.some((concern) => STAYING.has(concern));
}

/** Whether something is done about a lead with these concerns, when leads of some are left out. Pure. */
export function willMove(concerns: readonly Concern[], leaveOut: ReadonlySet<Concern>): boolean {
  return !concerns.some((concern) => BLOCKING.has(concern) || leaveOut.has(concern));
}
