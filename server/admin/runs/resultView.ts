import { isVisible } from "../../history/visibleLeads.ts";
import type { LeadLocation } from "../../leads/lookup/locations.ts";
import { isLeadWarning } from "../../runs/leadWarnings.ts";
import { IN_TARGET, RUN_OUTCOMES, type RunOutcome } from "../../runs/runOutcome.ts";
import type { RunLead } from "../../runs/store/chunkRow.ts";
import { showLocation } from "../history/leadView.ts";
import { leadCursorQuery, readLeadCursor, readLeadPage } from "./leadPage.ts";
import type { RunContext } from "./runContext.ts";
import { runOutcomeLabel, WARNING_LABELS } from "./runLabels.ts";

/** Keeps a page short where each chunk has only a few matching leads. */
const MAX_CHUNKS = 8;

/** A lead of a run, and where it is now. */
export interface LocatedRunLead extends RunLead {
  readonly location: LeadLocation;
}

/** Reads the leads of a chunk that the viewer may see, by id. */
async function readChunk(
  { page, run, scope }: RunContext,
  chunk: number,
): Promise<readonly LocatedRunLead[]> {
  const { runChunks, locations } = page.customer.stores;
  const found = await runChunks.read(run.id, chunk);
  const leads = found?.leads.toSorted((one, other) => one.leadId - other.leadId) ?? [];
  const located = await locations.listsOf(leads.map(({ leadId }) => leadId));
  return leads
    .map((lead) => ({ ...lead, location: located.get(lead.leadId) ?? {} }))
    .filter(({ location }) => isVisible(scope, location));
}

/** Streams every lead of a run that the viewer may see. */
export async function* runLeads(context: RunContext): AsyncGenerator<LocatedRunLead> {
  for (let chunk = 0; chunk < context.run.chunkCount; chunk += 1) yield* await readChunk(context, chunk);
}

/** Reads the outcome filter. Undefined for none or an unknown one: the page then shows the leads that were not moved. */
export function readRunOutcome(query: URLSearchParams): RunOutcome | undefined {
  const name = query.get("outcome");
  return RUN_OUTCOMES.find((outcome) => outcome === name);
}

/** Why a lead was not moved. */
function detailLabel({ outcome, detail }: RunLead): string {
  if (outcome === "left_out") return isLeadWarning(detail) ? WARNING_LABELS[detail].label : detail;
  return outcome === "kept_differs" ? detail.split(" ").join(", ") : detail;
}

function showLead(lead: LocatedRunLead, context: RunContext) {
  const { leadId, outcome, location, batchId } = lead;
  const { label, tone } = runOutcomeLabel(outcome, context.run);
  return {
    leadId,
    label,
    tone,
    detail: detailLabel(lead),
    location: showLocation(leadId, location),
    batchId,
    isUnresolved:
      outcome === "kept_differs" && location.live !== undefined && location.archived !== undefined,
  };
}

/** A page of leads with one outcome, or without a filter of those that were not moved. */
export async function leadLines(context: RunContext) {
  const { query, customer } = context.page;
  const outcome = readRunOutcome(query);
  const isWanted = (name: RunOutcome) => (outcome === undefined ? !IN_TARGET.has(name) : name === outcome);
  const cursor = readLeadCursor(query);
  const counts = await customer.stores.runChunks.countsFrom(context.run.id, cursor.chunk);
  // Skips chunks without a wanted outcome: in most chunks every lead was moved.
  const chunks = counts.flatMap((count, n) =>
    count === null || RUN_OUTCOMES.some((name) => isWanted(name) && (count[name] ?? 0) > 0)
      ? [cursor.chunk + n]
      : [],
  );
  const { leads, next } = await readLeadPage(cursor, { chunks, maxChunks: MAX_CHUNKS }, async (chunk) =>
    (await readChunk(context, chunk)).filter((lead) => isWanted(lead.outcome)),
  );
  return {
    outcome,
    lines: leads.map((lead) => showLead(lead, context)),
    next: next && leadCursorQuery(next, outcome === undefined ? {} : { outcome }),
  };
}
