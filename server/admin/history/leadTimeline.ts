import type { LeadNow } from "../../leads/lookup/locations.ts";
import { type PageText, phrase } from "../../lib/phrase.ts";
import { showBatch } from "./batchView.ts";
import { showDifferences } from "./cellDifference.ts";
import { showChange } from "./changesView.ts";
import { LEAD_ID_ERROR, parseLeadId, readCursor } from "./filterForm.ts";
import { type HistorySources, mayKnow, type Viewer } from "./historySources.ts";
import { leadActions } from "./leadActions.ts";
import { differencesLabel, showFacts } from "./leadView.ts";
import { outcomeLabel } from "./outcomeLabels.ts";
import { showResolutions } from "./resolve/resolveView.ts";

const PAGE_SIZE = 50;

/** Reads the lead id from the query, with the text as typed for the search box. */
function readLeadQuery(query: URLSearchParams) {
  const typed = query.get("lead_id")?.trim() ?? "";
  const leadId = parseLeadId(typed);
  const error = typed !== "" && leadId === undefined ? LEAD_ID_ERROR : null;
  return { typed, leadId, error };
}

function headingOf(leadId: number, { live, archived }: LeadNow): PageText {
  if (live && archived) return phrase("Lead %1s is in both tables", leadId);
  if (live) return phrase("Lead %1s is live", leadId);
  return archived
    ? phrase("Lead %1s is in the archive", leadId)
    : phrase("Lead %1s is in neither table", leadId);
}

/** Builds the view of a lead's current copies, masked for the viewer. */
function nowView(leadId: number, now: LeadNow, { privacy }: Viewer) {
  return {
    heading: headingOf(leadId, now),
    isInBoth: now.live !== undefined && now.archived !== undefined,
    tables: [
      {
        title: phrase("In the archive"),
        facts: now.archived ? showFacts(now.archived, privacy) : null,
        query: `lead_id=${leadId}&archive_search=Yes`,
      },
      {
        title: phrase("Live"),
        facts: now.live ? showFacts(now.live, privacy) : null,
        query: `lead_id=${leadId}`,
      },
    ],
    differences: showDifferences(now.differences, "dearchive", privacy),
  };
}

/** Reads one page of a lead's batches, with its outcome in each. */
async function eventsOf(sources: HistorySources, viewer: Viewer, leadId: number, query: URLSearchParams) {
  const page = await sources.search.page({ leadId }, readCursor(query), PAGE_SIZE);
  const ids = page.batches.map(({ id }) => id);
  const results = await sources.leads.ofLead(leadId, ids);
  const changed = await sources.changedLeads.of([leadId], ids);
  const changes = new Map(changed.map((change) => [change.batchId, change]));
  const found = page.batches.map((batch) => ({ batch, result: results.get(batch.id) }));
  const events = found.map(({ batch, result }) => {
    const differences = showDifferences(result?.differences ?? [], batch.direction, viewer.privacy);
    return {
      batch: showBatch(batch, viewer),
      outcome: result ? outcomeLabel(result.outcome, batch.direction) : null,
      differences,
      differed: differencesLabel(differences),
      change: showChange(changes.get(batch.id), result?.outcome, viewer.privacy),
    };
  });
  return { found, events, older: page.older?.before ?? null, newer: page.newer?.after ?? null };
}

/** Builds the view of a lead: its current copies, and every batch that included it. */
export async function leadTimeline(sources: HistorySources, viewer: Viewer, query: URLSearchParams) {
  const { typed, leadId, error } = readLeadQuery(query);
  const asked = { typed, error, errors: error === null ? {} : { lead_id: error } };
  if (leadId === undefined || !(await mayKnow(sources, viewer, leadId)))
    return { ...asked, isAsked: leadId !== undefined, timeline: null };
  const now = await sources.locations.now(leadId);
  const { found, events, older, newer } = await eventsOf(sources, viewer, leadId, query);
  const resolutions = showResolutions(await sources.resolutions.ofLead(leadId), viewer);
  const isKnown = now.live || now.archived || events.length > 0 || resolutions.length > 0;
  const offersResolve = viewer.mayMove && now.live !== undefined && now.archived !== undefined;
  // Only the first page has the lead's last batch.
  const actions = leadActions(now, newer === null ? found : [], viewer);
  const timeline = isKnown
    ? { leadId, now: nowView(leadId, now, viewer), actions, offersResolve, resolutions, events, older, newer }
    : null;
  return { ...asked, isAsked: true, timeline };
}
