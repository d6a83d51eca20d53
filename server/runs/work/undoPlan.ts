import { toUtcText } from "../../db/sql.ts";
import type { Batch } from "../../history/batch.ts";
import type { LeadActivity } from "../../leads/lookup/activity.ts";
import type { LeadLocation } from "../../leads/lookup/locations.ts";
import type { LeadResult } from "../../leads/move/outcome.ts";
import { type PageText, type PhraseValue, phrase, term } from "../../lib/phrase.ts";

/**
 * What an undo would do with a lead. `ready`: moves it back. `changed`: it has, or may have, changed since. `back`: it is
 * already where it came from. `gone`: it is in neither table.
 */
export type UndoState = "ready" | "changed" | "back" | "gone";

/** What is known of a lead that the batch moved. */
export interface UndoFacts {
  readonly lead: LeadResult;
  readonly location: LeadLocation;
  /** Its row in the table that the batch moved it to. */
  readonly activity: LeadActivity | undefined;
  /** Whether that table stamps changes in modify_date. */
  readonly stampsChanges: boolean;
  /** A later batch that moved it again. */
  readonly laterBatch: number | undefined;
  /** Whether its row still has the values that the batch gave it; true if the batch gave it none. */
  readonly hasItsValues: boolean;
}

export interface UndoLead {
  readonly leadId: number;
  readonly state: UndoState;
  /** Why it counts as changed; empty for other states. */
  readonly reason: PageText;
  /** The reason with the date behind it. That is lead data, which some viewers may not see. */
  readonly dated?: PageText;
}

/** A lead's local time is at most this far behind UTC. */
const FARTHEST_WEST_MS = 12 * 3_600_000;

/** Rounds down to the second, as lead tables do, so that a change in the same second counts. */
function toSeconds(instant: Date): string {
  return toUtcText(instant).slice(0, 19);
}

function dated(reason: PageText, date: PhraseValue): Pick<UndoLead, "reason" | "dated"> {
  return { reason, dated: phrase("%1s: %2s", term(reason), date) };
}

/**
 * Returns why a lead counts as changed since the batch started, or undefined. No copy of the row is kept, so its dates
 * decide; a lead without usable dates counts as changed. The move itself leaves the dates alone. Misses a change that
 * keeps modify_date on purpose.
 */
function whyChanged(
  { lead, location, activity, stampsChanges, laterBatch, hasItsValues }: UndoFacts,
  startedAt: Date,
): Pick<UndoLead, "reason" | "dated"> | undefined {
  if (laterBatch !== undefined) return { reason: phrase("moved again by batch #%1s", laterBatch) };
  if (lead.outcome !== "inserted" && location.live !== undefined && location.archived !== undefined)
    return { reason: phrase("now in both tables") };
  if (!hasItsValues) return { reason: phrase("no longer has the values that the run gave it") };
  if (!activity || !stampsChanges) return { reason: phrase("the table does not record when rows change") };
  const { modifiedAt, lastCall } = activity;
  if (modifiedAt === null || modifiedAt.startsWith("0000"))
    return { reason: phrase("its modify_date is empty") };
  if (modifiedAt >= toSeconds(startedAt)) return dated(phrase("changed since"), `${modifiedAt} UTC`);
  if (lastCall !== null && lastCall >= toSeconds(new Date(startedAt.getTime() - FARTHEST_WEST_MS)))
    return dated(phrase("may have been called since"), phrase("%1s in its local time", lastCall));
  return undefined;
}

/** Decides what an undo of the batch would do with one of its leads. Pure. */
export function judgeLead(
  facts: UndoFacts,
  { direction, startedAt }: Pick<Batch, "direction" | "startedAt">,
): UndoLead {
  const { lead, location } = facts;
  const { leadId } = lead;
  const [here, there] =
    direction === "dearchive" ? [location.live, location.archived] : [location.archived, location.live];
  if (here === undefined) return { leadId, state: there === undefined ? "gone" : "back", reason: "" };
  const why = whyChanged(facts, startedAt);
  return why ? { leadId, state: "changed", ...why } : { leadId, state: "ready", reason: "" };
}

/**
 * Whether the batch moved the lead to the other table, or out of the live table. A lead that was live before and after
 * has nothing to undo, even if an equal row left the archive.
 */
export function isUndoable(
  { outcome }: Pick<LeadResult, "outcome">,
  { direction }: Pick<Batch, "direction">,
): boolean {
  return outcome === "moved" || outcome === "inserted" || (outcome === "deleted" && direction === "archive");
}
