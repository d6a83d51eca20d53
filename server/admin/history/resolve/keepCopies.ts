import type { Knex } from "knex";
import { DearchiveError } from "../../../errors.ts";
import type { Copy } from "../../../leads/tables/duplicates.ts";
import { isInCall, type LeadCopies, type ResolveContext, seesAll } from "./leadCopies.ts";

/**
 * What happened to a lead: its copy was `kept`, one of the copies `changed` since the page was shown, the viewer may not see all data
 * (`hidden`), or the live copy is `in_call`.
 */
export const KEEP_OUTCOMES = ["kept", "changed", "hidden", "in_call"] as const;
export type KeepOutcome = (typeof KEEP_OUTCOMES)[number];

export interface KeptCopies {
  readonly outcomes: ReadonlyMap<number, KeepOutcome>;
  /** The error that stopped the work; leads without an outcome were not touched. */
  readonly stopped?: DearchiveError;
}

const REMOVED: Readonly<Record<Copy, Copy>> = { live: "archived", archived: "live" };
const TABLE_NAMES: Readonly<Record<Copy, string>> = { archived: "archive", live: "live table" };

/** Works on one after the other. Returns the error that stopped the work. */
export async function untilError<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<DearchiveError | undefined> {
  try {
    for (const item of items) await work(item);
    return undefined;
  } catch (error) {
    if (error instanceof DearchiveError) return error;
    throw error;
  }
}

/** Saves the other copy of a lead, then deletes it if neither copy has changed since the page was shown. */
async function keepCopy(
  { page, sources, viewer }: ResolveContext,
  copies: LeadCopies,
  keep: Copy,
  version: string | undefined,
  requestId: string,
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
    requestId,
    removedCopy,
    duplicates,
  });
  const note = (trx: Knex) => sources.resolutions.noteRemoved(trx, id, { user: page.user.user, requestId });
  if (!(await sources.duplicates.remove(removedCopy, leadId, duplicates, note))) return "changed";
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
 * @param requestId names the leads that are resolved together
 */
export async function keepCopies(
  context: ResolveContext,
  leads: readonly LeadCopies[],
  keep: Copy,
  versions: ReadonlyMap<number, string>,
  requestId: string,
): Promise<KeptCopies> {
  const outcomes = new Map<number, KeepOutcome>();
  const stopped = await untilError(leads, async (copies) => {
    const outcome = await keepCopy(context, copies, keep, versions.get(copies.leadId), requestId);
    outcomes.set(copies.leadId, outcome);
  });
  const kept = [...outcomes.keys()].filter((leadId) => outcomes.get(leadId) === "kept");
  await context.sources.knownDuplicates.forget(kept);
  return stopped ? { outcomes, stopped } : { outcomes };
}
