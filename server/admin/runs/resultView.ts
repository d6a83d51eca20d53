import { isVisible } from "../../history/visibleLeads.ts";
import type { LeadPlace } from "../../leads/whereabouts.ts";
import { DONE } from "../../runs/bulkMove.ts";
import type { RunOutcome } from "../../runs/run.ts";
import type { RunLead } from "../../runs/runParts.ts";
import { parseLeadId } from "../history/filterForm.ts";
import { showPlace } from "../history/leadView.ts";
import { RUN_OUTCOMES } from "./outcomes.ts";
import type { RunScene } from "./parts.ts";
import { CONCERN_WORDS, runOutcomeWords } from "./words.ts";

const PAGE_SIZE = 100;
/** Parts that one page goes through in search of what it shows: with few left behind, many are read for nothing. */
const MOST_PARTS = 20;

/** A lead of a run with where it stands now. */
export interface PlacedLead extends RunLead {
  readonly place: LeadPlace;
}

/** The leads of a run that the viewer may see, part by part, read as they are asked for. */
export async function* runLeads(
  { page, run, scope }: RunScene,
  fromPart: number,
): AsyncGenerator<{ readonly part: number; readonly leads: readonly PlacedLead[] }> {
  const { runParts, whereabouts } = page.customer.stores;
  for (let part = fromPart; part < run.partCount; part += 1) {
    const found = await runParts.read(run.id, part);
    const leads = found?.leads.toSorted((one, other) => one.leadId - other.leadId) ?? [];
    const places = await whereabouts.placesOf(leads.map(({ leadId }) => leadId));
    yield {
      part,
      leads: leads
        .map((lead) => ({ ...lead, place: places.get(lead.leadId) ?? {} }))
        .filter(({ place }) => isVisible(scope, place)),
    };
  }
}

/** The outcome that an address asks for; undefined for leads that were left behind, as for one that does not exist. */
export function readRunOutcome(query: URLSearchParams): RunOutcome | undefined {
  const name = query.get("outcome");
  return RUN_OUTCOMES.find((outcome) => outcome === name);
}

/** Why a lead stayed, in words. */
function detailWords({ outcome, detail }: RunLead): string {
  if (outcome === "left_out") return CONCERN_WORDS[detail as keyof typeof CONCERN_WORDS]?.label ?? detail;
  return outcome === "kept_differs" ? detail.split(" ").join(", ") : detail;
}

function showLine(lead: PlacedLead, scene: RunScene) {
  const { label, tone } = runOutcomeWords(lead.outcome, scene.run);
  return {
    leadId: lead.leadId,
    label,
    tone,
    detail: detailWords(lead),
    place: showPlace(lead.leadId, lead.place),
    batchId: lead.batchId,
    isUnresolved:
      lead.outcome === "kept_differs" && lead.place.live !== undefined && lead.place.archived !== undefined,
  };
}

/** A page of what became of leads: of those left behind, or of those with the outcome that is asked for. */
export async function leadLines(scene: RunScene) {
  const { query } = scene.page;
  const outcome = readRunOutcome(query);
  const isWanted = (lead: RunLead) =>
    outcome === undefined ? !DONE.has(lead.outcome) : lead.outcome === outcome;
  const fromPart = parseLeadId(query.get("part") ?? "") ?? 0;
  const after = parseLeadId(query.get("after") ?? "") ?? -1;
  const lines: ReturnType<typeof showLine>[] = [];
  const next = (part: number, last?: number) => {
    const address = new URLSearchParams(outcome === undefined ? {} : { outcome });
    address.set("part", String(part));
    if (last !== undefined) address.set("after", String(last));
    return `?${address}`;
  };
  for await (const { part, leads } of runLeads(scene, fromPart)) {
    for (const lead of leads.filter(isWanted)) {
      if (part === fromPart && lead.leadId <= after) continue;
      const last = lines.at(-1)?.leadId;
      if (lines.length === PAGE_SIZE) return { outcome, lines, next: next(part, last) };
      lines.push(showLine(lead, scene));
    }
    if (part - fromPart + 1 >= MOST_PARTS && part + 1 < scene.run.partCount)
      return { outcome, lines, next: next(part + 1) };
  }
  return { outcome, lines, next: null };
}
