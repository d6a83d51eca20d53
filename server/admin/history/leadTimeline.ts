import type { LeadNow } from "../../leads/lookup/locations.ts";
import { showBatch } from "./batchView.ts";
import { showDifferences } from "./cellDifference.ts";
import { parseLeadId, readCursor } from "./filterForm.ts";
import { type HistorySources, mayKnow, type Viewer } from "./historySources.ts";
import { differencesLabel, showFacts } from "./leadView.ts";
import { outcomeLabel } from "./outcomeLabels.ts";
import { showResolutions } from "./resolve/resolveView.ts";

const PAGE_SIZE = 50;

/** What the address asks for, as it stands in the search box. */
function readQuestion(query: URLSearchParams) {
  const typed = query.get("lead_id")?.trim() ?? "";
  const leadId = parseLeadId(typed);
  const error =
    typed !== "" && leadId === undefined ? "A lead id is a number without a sign, such as 1001." : null;
  return { typed, leadId, error };
}

function standsIn({ live, archived }: LeadNow): string {
  if (live && archived) return "in both tables";
  if (live) return "live";
  return archived ? "in the archive" : "in neither table now";
}

/** Where a lead stands now, as the viewer may see it. */
function nowView(leadId: number, now: LeadNow, { privacy }: Viewer) {
  return {
    text: standsIn(now),
    isInBoth: now.live !== undefined && now.archived !== undefined,
    places: [
      {
        title: "In the archive",
        facts: now.archived ? showFacts(now.archived, privacy) : null,
        query: `lead_id=${leadId}&archive_search=Yes`,
      },
      {
        title: "Live",
        facts: now.live ? showFacts(now.live, privacy) : null,
        query: `lead_id=${leadId}`,
      },
    ],
    differences: showDifferences(now.differences, "dearchive", privacy),
  };
}

/** Every batch of a lead, a page of them, with what became of it in each. */
async function eventsOf(sources: HistorySources, viewer: Viewer, leadId: number, query: URLSearchParams) {
  const page = await sources.search.page({ leadId }, readCursor(query), PAGE_SIZE);
  const ids = page.batches.map(({ id }) => id);
  const results = await sources.leads.ofLead(leadId, ids);
  const events = page.batches.map((batch) => {
    const result = results.get(batch.id);
    const differences = showDifferences(result?.differences ?? [], batch.direction, viewer.privacy);
    return {
      batch: showBatch(batch, viewer),
      outcome: result ? outcomeLabel(result.outcome, batch.direction) : null,
      differences,
      differed: differencesLabel(differences),
    };
  });
  return { events, older: page.older?.before ?? null, newer: page.newer?.after ?? null };
}

/** What happened to a lead: where it stands, and every batch that it was in. */
export async function leadTimeline(sources: HistorySources, viewer: Viewer, query: URLSearchParams) {
  const { typed, leadId, error } = readQuestion(query);
  const asked = { typed, error, errors: error === null ? {} : { lead_id: error } };
  if (leadId === undefined || !(await mayKnow(sources, viewer, leadId)))
    return { ...asked, isAsked: leadId !== undefined, story: null };
  const now = await sources.locations.now(leadId);
  const { events, older, newer } = await eventsOf(sources, viewer, leadId, query);
  const resolutions = showResolutions(await sources.resolutions.ofLead(leadId), viewer);
  const isKnown = now.live || now.archived || events.length > 0 || resolutions.length > 0;
  const offersResolve = viewer.mayMove && now.differences.length > 0;
  const story = isKnown
    ? { leadId, now: nowView(leadId, now, viewer), offersResolve, resolutions, events, older, newer }
    : null;
  return { ...asked, isAsked: true, story };
}
