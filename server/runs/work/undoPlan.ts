import { createHash } from "node:crypto";
import { toUtcText } from "../../db/sql.ts";
import type { Batch } from "../../history/batch.ts";
import type { LeadActivity } from "../../leads/lookup/activity.ts";
import type { LeadLocation } from "../../leads/lookup/locations.ts";
import type { LeadResult } from "../../leads/move/outcome.ts";

/**
 * What taking a batch back would do with a lead. `ready`: it goes back. `changed`: somebody has, or may have, worked on it
 * since. `back`: it stands where it came from already. `gone`: it stands nowhere.
 */
export type UndoState = "ready" | "changed" | "back" | "gone";

/** All that is known of a lead that a batch brought to where it is. */
export interface UndoFacts {
  readonly lead: LeadResult;
  readonly place: LeadLocation;
  /** Its row in the table that the batch brought it to. */
  readonly trace: LeadActivity | undefined;
  /** Whether the dates of that table tell of changes. */
  readonly tracesAreKept: boolean;
  /** A later batch that moved it again. */
  readonly later: number | undefined;
}

export interface UndoLead {
  readonly leadId: number;
  readonly state: UndoState;
  /** Why it counts as changed; empty for other states. */
  readonly reason: string;
  /** The date that says so, if one does: data of the lead, which not everybody may see. */
  readonly date?: string;
}

export interface UndoPlan {
  readonly leads: readonly UndoLead[];
  /** Tells this state of things from any other, so that what is done is what was shown. */
  readonly version: string;
}

/** A lead's own clock is at most so far behind UTC. */
const FARTHEST_WEST_MS = 12 * 3_600_000;

/** The time to the second, as lead tables keep it: rounded down, so that a change in the same second counts. */
function toSeconds(instant: Date): string {
  return toUtcText(instant).slice(0, 19);
}

/**
 * Why a lead must be taken for changed since a batch began; undefined where nothing speaks for it. No copy of the row is
 * kept, so its own dates must tell, and where they cannot, it counts as changed. The move itself carries them over as
 * they were. A change that leaves modify_date alone on purpose is not seen.
 */
function whyChanged(
  { lead, place, trace, tracesAreKept, later }: UndoFacts,
  startedAt: Date,
): Pick<UndoLead, "reason" | "date"> | undefined {
  if (later !== undefined) return { reason: `moved again by batch #${later}` };
  if (lead.outcome !== "inserted" && place.live !== undefined && place.archived !== undefined)
    return { reason: "stands in both tables by now" };
  if (!trace || !tracesAreKept) return { reason: "the table does not tell when rows were changed" };
  const { modifiedAt, lastCall } = trace;
  if (modifiedAt === null || modifiedAt.startsWith("0000")) return { reason: "its modify_date is empty" };
  if (modifiedAt >= toSeconds(startedAt)) return { reason: "changed since", date: `${modifiedAt} UTC` };
  if (lastCall !== null && lastCall >= toSeconds(new Date(startedAt.getTime() - FARTHEST_WEST_MS)))
    return { reason: "may have been called since", date: `${lastCall} by its own clock` };
  return undefined;
}

function judge(facts: UndoFacts, { direction, startedAt }: Pick<Batch, "direction" | "startedAt">): UndoLead {
  const { lead, place } = facts;
  const { leadId } = lead;
  const [here, there] =
    direction === "dearchive" ? [place.live, place.archived] : [place.archived, place.live];
  if (here === undefined) return { leadId, state: there === undefined ? "gone" : "back", reason: "" };
  const why = whyChanged(facts, startedAt);
  return why ? { leadId, state: "changed", ...why } : { leadId, state: "ready", reason: "" };
}

/**
 * Whether a batch brought a lead to the other table, or out of the live one: that can be taken back. One that was live before
 * and after is where it was, even if an equal row left the archive.
 */
export function isUndoable(
  { outcome }: Pick<LeadResult, "outcome">,
  { direction }: Pick<Batch, "direction">,
): boolean {
  return outcome === "moved" || outcome === "inserted" || (outcome === "deleted" && direction === "archive");
}

/** What taking a batch back would do, as things stand. Pure. */
export function planUndo(batch: Batch, facts: readonly UndoFacts[]): UndoPlan {
  const leads = facts.map((each) => judge(each, batch));
  const seen = facts.map(({ place, trace, later }, n) => [leads[n], place, trace, later]);
  const version = createHash("sha256")
    .update(JSON.stringify([batch.id, seen]))
    .digest("base64url");
  return { leads, version };
}

/** The leads to be moved: those that are ready, and the changed ones where that is wanted. */
export function chosenLeads({ leads }: UndoPlan, withChanged: boolean): readonly number[] {
  return leads
    .filter(({ state }) => state === "ready" || (withChanged && state === "changed"))
    .map(({ leadId }) => leadId);
}
