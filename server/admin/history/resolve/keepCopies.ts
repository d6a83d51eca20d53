import { DearchiveError } from "../../../errors.ts";
import type { Copy } from "../../../leads/tables/duplicates.ts";
import { isInCall, type LeadCopies, type ResolveContext, seesAll } from "./leadCopies.ts";

/**
 * What happened to a lead: its copy was `kept`, one of the copies `changed` since the page was shown, the viewer may not see all data
 * (`hidden`), or the live copy is `in_call`.
 */
export type KeepOutcome = "kept" | "changed" | "hidden" | "in_call";

export interface KeptCopies {
  readonly outcomes: ReadonlyMap<number, KeepOutcome>;
  /** The error that stopped the work; leads without an outcome were not touched. */
  readonly stopped?: DearchiveError;
}

const REMOVED: Readonly<Record<Copy, Copy>> = { live: "archived", archived: "live" };
const TABLE_NAMES: Readonly<Record<Copy, string>> = { archived: "archive", live: "live table" };

/** Saves the other copy of a lead, then deletes it if neither copy has changed since the page was shown. */
async function keepCopy(
  { page, sources, viewer }: ResolveContext,
  copies: LeadCopies,
  keep: Copy,
  version: string | undefined,
): Promise<KeepOutcome> {
  const { leadId, duplicates, differences } = copies;
  if (duplicates.version !== version) return "changed";
  if (!seesAll(copies, viewer.privacy)) return "hidden";
  const removedCopy = REMOVED[keep];
  if (removedCopy === "live" && isInCall(copies)) return "in_call";
  const id = await sources.resolutions.save({
    customer: page.customer.name,
    leadId,
    user: page.user.user,
    requestId: page.requestId,
    removedCopy,
    duplicates,
  });
  const note = sources.resolutions.noteRemoved;
  if (!(await sources.duplicates.remove(removedCopy, leadId, duplicates, (trx) => note(trx, id))))
    return "changed";
  await page.log({
    section: "LEADS",
    type: "DELETE",
    recordId: leadId,
    code: `${keep} copy of lead ${leadId} kept, ${removedCopy} copy deleted`,
    notes: `The ${removedCopy} copy is saved in the history and can be put back into the ${TABLE_NAMES[removedCopy]}. Differing columns: ${differences.map(({ column }) => column).join(", ") || "none"}`,
  });
  return "kept";
}

/**
 * Keeps one copy of each lead. Each lead is saved and deleted by itself, so an error stops the work but loses nothing.
 *
 * @param versions of the copies as they were shown, by lead
 * @throws DearchiveError if not a single lead was handled
 */
export async function keepCopies(
  context: ResolveContext,
  leads: readonly LeadCopies[],
  keep: Copy,
  versions: ReadonlyMap<number, string>,
): Promise<KeptCopies> {
  const outcomes = new Map<number, KeepOutcome>();
  for (const copies of leads) {
    try {
      outcomes.set(copies.leadId, await keepCopy(context, copies, keep, versions.get(copies.leadId)));
    } catch (error) {
      if (outcomes.size === 0 || !(error instanceof DearchiveError)) throw error;
      return { outcomes, stopped: error };
    }
  }
  const kept = leads.map(({ leadId }) => leadId).filter((leadId) => outcomes.get(leadId) === "kept");
  await context.sources.knownDuplicates.forget(kept);
  return { outcomes };
}
