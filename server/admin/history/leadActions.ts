import type { Batch } from "../../history/batch.ts";
import type { LeadNow } from "../../leads/lookup/locations.ts";
import type { LeadResult } from "../../leads/move/outcome.ts";
import { DIRECTIONS, type DirectionName } from "../../leads/tables/direction.ts";
import { type PageText, phrase } from "../../lib/phrase.ts";
import { alwaysSkipped } from "../../runs/leadWarnings.ts";
import { isUndoable } from "../../runs/work/undoPlan.ts";
import { isInScope } from "../../vicidial/lists.ts";
import { beginRun } from "../runs/createRun.ts";
import type { Page } from "../shell/adminPage.ts";
import { type PageAnswer, redirectTo } from "../shell/pageAnswer.ts";
import { refusePage } from "../shell/pageErrors.ts";
import { showCount } from "./batchView.ts";
import { parseLeadId } from "./filterForm.ts";
import type { HistorySources, Viewer } from "./historySources.ts";

/** A batch that included a lead, with the lead's outcome in it. */
export interface LeadEvent {
  readonly batch: Batch;
  readonly result: LeadResult | undefined;
}

const MOVE_LABELS: Readonly<Record<DirectionName, string>> = {
  dearchive: phrase("Restore this lead"),
  archive: phrase("Archive this lead"),
};

/** Returns the direction that the lead can move in; null where both tables or neither have it. */
function directionOf({ live, archived }: LeadNow): DirectionName | null {
  if (live && archived) return null;
  if (live) return "archive";
  return archived ? "dearchive" : null;
}

/** Finds the last batch that moved the lead, if the lead is still where that batch put it. */
function lastMove(events: readonly LeadEvent[], now: LeadNow): Batch | undefined {
  for (const { batch, result } of events) {
    if (batch.state !== "done" || !result) continue;
    const isThere = batch.direction === "dearchive" ? now.live : now.archived;
    if (isUndoable(result, batch)) return isThere ? batch : undefined;
    // A later batch that changed the lead in another way cannot be undone, nor can those before it.
    if (result.outcome === "updated" || result.outcome === "deleted") return undefined;
  }
  return undefined;
}

/** Says which other leads the undo of a batch includes; null for none. */
function furtherLeads({ id, counts }: Batch): PageText | null {
  const others = counts.selectCount - 1;
  if (others < 1) return null;
  return others === 1
    ? phrase("Batch #%1s has 1 more lead, which the undo includes.", id)
    : phrase("Batch #%1s has %2s more leads, which the undo includes.", id, showCount(others));
}

/**
 * Builds the actions of a lead's page.
 *
 * @param events the lead's batches, newest first
 */
export function leadActions(now: LeadNow, events: readonly LeadEvent[], { mayMove }: Viewer) {
  const direction = directionOf(now);
  const batch = lastMove(events, now);
  return {
    mayMove,
    move: direction && { direction, label: MOVE_LABELS[direction] },
    undo: batch
      ? {
          id: batch.id,
          more: furtherLeads(batch),
        }
      : null,
  };
}

/** Whether a call is under way, whose result Vicidial could not store in an archived lead. */
async function isBeingCalled({ customer, now }: Page, { scope }: Viewer, leadId: number): Promise<boolean> {
  const only = new Set(alwaysSkipped({ direction: "archive" }));
  const { leads } = await customer.stores.archiveChecks.of([leadId], { scope, now, only });
  return leads.some(({ warnings }) => warnings.length > 0);
}

/** Creates a run that moves one lead, but archives none during a call. The run's page shows the preview. */
export async function moveLead(
  page: Page,
  { locations }: HistorySources,
  viewer: Viewer,
): Promise<PageAnswer> {
  const { scope } = viewer;
  const leadId = parseLeadId(page.form.get("lead_id")?.trim() ?? "");
  const direction = Object.values(DIRECTIONS).find(({ name }) => name === page.form.get("direction"));
  if (leadId === undefined || !direction) return refusePage({ code: "page_not_found" });
  const location = (await locations.listsOf([leadId])).get(leadId);
  const list = direction.name === "dearchive" ? location?.archived : location?.live;
  if (list === undefined || !isInScope(scope, list)) return refusePage({ code: "page_not_found" });
  if (direction.name === "archive" && (await isBeingCalled(page, viewer, leadId)))
    return redirectTo(
      `/history/lead?lead_id=${leadId}`,
      phrase("Nothing was done, because the lead is being called. Try again after the call."),
    );
  const leadIds = [leadId];
  const source = { kind: "search", search: { leadIds } } as const;
  return beginRun(page, { direction: direction.name, source, leadIds });
}
