import { isOutOfReach } from "../../db/databaseErrors.ts";
import type { LeadDetails } from "../../leads/lookup/leadDetails.ts";
import type { PreflightLead } from "../../leads/lookup/preflight.ts";
import { isInScope, type ListScope } from "../../vicidial/lists.ts";
import type { LeadWarning, LeadWarnings } from "../leadWarnings.ts";

/** The warnings of some leads. */
export interface Findings {
  readonly leads: readonly LeadWarnings[];
  /** Warnings that could not be checked. */
  readonly unchecked: readonly LeadWarning[];
}

export interface LeadWarningQuestion {
  /** Lists that the owner may access; leads of other lists count as missing. */
  readonly scope: ListScope;
  readonly now: Date;
  /** The list that the leads move to, which decides whether they are dialed, and for which campaign. Default: their own list. */
  readonly targetList?: string | undefined;
  /** The warnings to check; all when left out. */
  readonly only?: ReadonlySet<LeadWarning>;
}

/** Finds the leads that raise its warning. */
export type Check<Lead extends LeadDetails = LeadDetails> = (
  candidates: readonly Lead[],
  now: Date,
) => Promise<readonly number[]> | readonly number[];

/** Checks in the order in which they are made. A warning may have several. */
export type NamedChecks<Lead extends LeadDetails = LeadDetails> = readonly (readonly [
  LeadWarning,
  Check<Lead>,
])[];

/** Leads with the warnings that they have raised so far. */
export type Raised = ReadonlyMap<number, Set<LeadWarning>>;

/** Leads per statement: on MyISAM a statement makes the dialer wait while it reads. */
const SLICE = 250;

export const idsOf = (leads: readonly Pick<LeadDetails, "leadId">[]) => leads.map(({ leadId }) => leadId);

/** Returns the warnings about the move itself. */
export function moveWarnings(
  { outcome, listId }: PreflightLead,
  scope: ListScope,
): readonly Extract<LeadWarning, PreflightLead["outcome"]>[] {
  if (listId === null || !isInScope(scope, listId)) return ["missing"];
  return outcome === "absent" ? [] : [outcome];
}

/** Makes the wanted checks of candidates. Returns the warnings that could not be checked. */
export async function makeChecks<Lead extends LeadDetails>(
  checks: NamedChecks<Lead>,
  candidates: readonly Lead[],
  raised: Raised,
  { now, only }: LeadWarningQuestion,
): Promise<readonly LeadWarning[]> {
  if (candidates.length === 0) return [];
  const unchecked: LeadWarning[] = [];
  for (const [warning, check] of checks) {
    if (only && !only.has(warning)) continue;
    try {
      for (const leadId of await check(candidates, now)) raised.get(leadId)?.add(warning);
    } catch (error) {
      if (!isOutOfReach(error)) throw error;
      unchecked.push(warning);
    }
  }
  return unchecked;
}

/** Checks leads in slices. */
export async function inSlices(
  leadIds: readonly number[],
  checkSlice: (slice: readonly number[]) => Promise<{
    readonly raised: Raised;
    readonly unchecked: readonly LeadWarning[];
  }>,
): Promise<Findings> {
  const leads: LeadWarnings[] = [];
  const unchecked = new Set<LeadWarning>();
  for (let start = 0; start < leadIds.length; start += SLICE) {
    const slice = leadIds.slice(start, start + SLICE);
    const found = await checkSlice(slice);
    for (const leadId of slice) leads.push({ leadId, warnings: [...(found.raised.get(leadId) ?? [])] });
    for (const warning of found.unchecked) unchecked.add(warning);
  }
  return { leads, unchecked: [...unchecked] };
}
