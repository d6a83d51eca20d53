import { isVisible } from "../../../history/visibleLeads.ts";
import type { Difference } from "../../../leads/move/outcome.ts";
import type { DuplicateRows } from "../../../leads/tables/duplicates.ts";
import { isCallStatus } from "../../../vicidial/dialer.ts";
import { isHidden, type LeadPrivacy, showCell } from "../../../vicidial/leadPrivacy.ts";
import type { Page } from "../../shell/adminPage.ts";
import { parseLeadId } from "../filterForm.ts";
import type { HistorySources, Viewer } from "../historySources.ts";

/** Context of the pages that resolve leads in both tables. */
export interface ResolveContext {
  readonly page: Page;
  readonly sources: HistorySources;
  readonly viewer: Viewer;
}

/** Both copies of a lead. */
export interface LeadCopies {
  readonly leadId: number;
  readonly duplicates: DuplicateRows;
  readonly differences: readonly Difference[];
}

/** Leads that are resolved at once. Each takes a few milliseconds. */
const MOST_AT_ONCE = 100;

/** Reads the ids of a form or query; others are left out. */
export function readLeadIds(texts: readonly string[]): readonly number[] {
  const ids = texts.flatMap((text) => parseLeadId(text.trim()) ?? []);
  return [...new Set(ids)].slice(0, MOST_AT_ONCE);
}

/** Leaves out leads that the viewer may not know. */
export async function visibleIds(
  { sources, viewer }: ResolveContext,
  leadIds: readonly number[],
): Promise<readonly number[]> {
  if (viewer.scope.kind === "every") return leadIds;
  const locations = await sources.locations.listsOf(leadIds);
  return leadIds.filter((leadId) => isVisible(viewer.scope, locations.get(leadId) ?? {}));
}

/**
 * Reads both copies of leads; leaves out those that are not in both tables. The rows are read before the differences, so that a
 * change in between makes the form outdated instead of going unnoticed.
 */
export async function readCopies(
  { sources }: ResolveContext,
  leadIds: readonly number[],
): Promise<readonly LeadCopies[]> {
  const rows = await sources.duplicates.read(leadIds);
  const found = leadIds.filter((leadId) => rows.has(leadId));
  const differences = await sources.locations.differencesOf(found);
  return found.flatMap((leadId) => {
    const [duplicates, differing] = [rows.get(leadId), differences.get(leadId)];
    return duplicates && differing ? [{ leadId, duplicates, differences: differing }] : [];
  });
}

/**
 * Tells whether the viewer sees all differing data. Otherwise the viewer cannot decide. Columns that the installation hides do not
 * count: nobody sees them, so nobody could ever decide.
 */
export function seesAll({ differences }: Pick<LeadCopies, "differences">, privacy: LeadPrivacy): boolean {
  return differences.every(
    ({ column, source, target }) =>
      isHidden(privacy, column.toLowerCase()) ||
      [source, target].every((value) => showCell(privacy, column, value) === value),
  );
}

/** Tells whether the live copy is being called. */
export function isInCall({ duplicates }: Pick<LeadCopies, "duplicates">): boolean {
  const status = duplicates.live.find(({ column }) => column.toLowerCase() === "status");
  return isCallStatus(status?.text ?? "");
}
