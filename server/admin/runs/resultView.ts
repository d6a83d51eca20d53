import { isVisible } from "../../history/visibleLeads.ts";
import type { LeadLocation } from "../../leads/lookup/locations.ts";
import { isLeadWarning } from "../../runs/leadWarnings.ts";
import type { RunOutcome } from "../../runs/run.ts";
import type { RunLead } from "../../runs/store/chunkRow.ts";
import { DONE } from "../../runs/work/bulkMover.ts";
import { showLocation } from "../history/leadView.ts";
import type { RunContext } from "./runContext.ts";
import { runOutcomeLabel, WARNING_LABELS } from "./runLabels.ts";
import { RUN_OUTCOMES } from "./runOutcomes.ts";

const PAGE_SIZE = 100;
/** Parts that one page reads: a run with few left behind in each takes a page more, and no page long. */
const MOST_PARTS = 8;

/** A lead of a run with where it stands now. */
export interface LocatedRunLead extends RunLead {
  readonly location: LeadLocation;
}

/** The leads of a part of a run that the viewer may see, by id. */
async function leadsOfPart(
  { page, run, scope }: RunContext,
  part: number,
): Promise<readonly LocatedRunLead[]> {
  const { runParts, locations } = page.customer.stores;
  const found = await runParts.read(run.id, part);
  const leads = found?.leads.toSorted((one, other) => one.leadId - other.leadId) ?? [];
  const places = await locations.placesOf(leads.map(({ leadId }) => leadId));
  return leads
    .map((lead) => ({ ...lead, location: places.get(lead.leadId) ?? {} }))
    .filter(({ location }) => isVisible(scope, location));
}

/** Every lead of a run that the viewer may see, read as it is asked for. */
export async function* runLeads(context: RunContext): AsyncGenerator<LocatedRunLead> {
  for (let part = 0; part < context.run.partCount; part += 1) yield* await leadsOfPart(context, part);
}

/** The outcome that an address asks for; undefined for leads that were left behind, as for one that does not exist. */
export function readRunOutcome(query: URLSearchParams): RunOutcome | undefined {
  const name = query.get("outcome");
  return RUN_OUTCOMES.find((outcome) => outcome === name);
}

/** Why a lead stayed, in words. */
function detailWords({ outcome, detail }: RunLead): string {
  if (outcome === "left_out") return isLeadWarning(detail) ? WARNING_LABELS[detail].label : detail;
  return outcome === "kept_differs" ? detail.split(" ").join(", ") : detail;
}

function showLine(lead: LocatedRunLead, context: RunContext) {
  const { label, tone } = runOutcomeLabel(lead.outcome, context.run);
  return {
    leadId: lead.leadId,
    label,
    tone,
    detail: detailWords(lead),
    location: showLocation(lead.leadId, lead.location),
    batchId: lead.batchId,
    isUnresolved:
      lead.outcome === "kept_differs" &&
      lead.location.live !== undefined &&
      lead.location.archived !== undefined,
  };
}

/** The next address of a page that ends at a lead of a part, or before a part. */
function nextQuery(outcome: RunOutcome | undefined, part: number, after?: number): string {
  const query = new URLSearchParams(outcome === undefined ? {} : { outcome });
  query.set("part", String(part));
  if (after !== undefined) query.set("after", String(after));
  return `?${query}`;
}

function readNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name) ?? "";
  return /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

/** A page of what became of leads: of those left behind, or of those with the outcome that is asked for. */
export async function leadLines(context: RunContext) {
  const { query, customer } = context.page;
  const outcome = readRunOutcome(query);
  const isWanted = (each: RunOutcome) => (outcome === undefined ? !DONE.has(each) : each === outcome);
  const first = readNumber(query, "part") ?? 0;
  const after = readNumber(query, "after") ?? -1;
  const counts = await customer.stores.runParts.countsFrom(context.run.id, first);
  // Of most parts every lead went where it was to go: they are not read.
  const parts = counts.flatMap((each, n) =>
    each === null || RUN_OUTCOMES.some((name) => isWanted(name) && (each[name] ?? 0) > 0) ? [first + n] : [],
  );
  const lines: ReturnType<typeof showLine>[] = [];
  for (const [n, part] of parts.entries()) {
    if (n === MOST_PARTS) return { outcome, lines, next: nextQuery(outcome, part) };
    let last: number | undefined;
    for (const lead of await leadsOfPart(context, part)) {
      if (!isWanted(lead.outcome) || (part === first && lead.leadId <= after)) continue;
      if (lines.length === PAGE_SIZE) return { outcome, lines, next: nextQuery(outcome, part, last) };
      lines.push(showLine(lead, context));
      last = lead.leadId;
    }
  }
  return { outcome, lines, next: null };
}
