import { DEFAULT_CUSTOMER } from "../../config/index.ts";
import type { Batch } from "../../history/batch.ts";
import { visibleLeads } from "../../history/visibleLeads.ts";
import { type LeadResult, OUTCOMES, type Outcome } from "../../leads/move/outcome.ts";
import { isUndoable } from "../../runs/work/undoPlan.ts";
import { when } from "../format/shownTime.ts";
import { keyName, showCount, stateLabel } from "./batchView.ts";
import { parseLeadId } from "./filterForm.ts";
import type { HistorySources, Viewer } from "./historySources.ts";
import { type LeadLine, showLead } from "./leadView.ts";
import { outcomeBar } from "./outcomeBar.ts";
import { deedLabel, outcomeText } from "./outcomeLabels.ts";

const PAGE_SIZE = 100;
/** Side-by-sides are open from the start where they do not bury the list. */
const MOST_OPEN = 5;

/** What a batch was asked to do, in words. */
function askedFor({ flags, direction }: Batch): string {
  const [from, to] = direction === "dearchive" ? ["the archive", "live"] : ["live", "the archive"];
  const parts = [
    ...(flags.insert ? [`copy to ${to}`] : []),
    ...(flags.update ? [`update in ${to}`] : []),
    ...(flags.delete ? [`delete from ${from} what is equal`] : []),
  ];
  const counted = direction === "dearchive" ? "those in the archive" : "those that are live";
  return parts.length === 0 ? `only count ${counted}` : parts.join(", then ");
}

function duration({ startedAt, finishedAt }: Batch): string | null {
  if (finishedAt === null) return null;
  const milliseconds = finishedAt.getTime() - startedAt.getTime();
  return milliseconds < 1000 ? `${milliseconds} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** The outcome that an address asks for; undefined for all, as for one that does not exist. */
export function readOutcome(query: URLSearchParams): Outcome | undefined {
  const name = query.get("outcome");
  return OUTCOMES.find((outcome) => outcome === name);
}

async function leadLines(
  { locations }: HistorySources,
  viewer: Viewer,
  { direction }: Batch,
  leads: readonly LeadResult[],
  query: URLSearchParams,
): Promise<{ lines: readonly LeadLine[]; next: number | undefined }> {
  const [outcome, after] = [readOutcome(query), parseLeadId(query.get("after") ?? "")];
  const wanted = { ...(outcome && { outcome }), ...(after !== undefined && { after }) };
  const lines: LeadLine[] = [];
  for await (const lead of visibleLeads(locations, leads, wanted, viewer.scope)) {
    if (lines.length === PAGE_SIZE) return { lines, next: lines.at(-1)?.leadId };
    lines.push(showLead(lead, direction, viewer.privacy));
  }
  return { lines, next: undefined };
}

/** What stands in the place of the bar where no lead has an outcome. */
const NO_OUTCOMES: Readonly<Record<Batch["state"], string>> = {
  open: "What became of each is told once the batch is closed.",
  failed: "None was touched: the batch was given up.",
  done: "None of the leads that were named was found.",
};

/** What stands where no lead is to be shown. */
function emptyWords({ state }: Batch, outcome: Outcome | undefined) {
  if (state === "open")
    return { title: "Not finished", text: "What became of each lead is told here once the batch is closed." };
  if (state === "failed")
    return { title: "Nothing was changed", text: "The batch was given up before any lead was moved." };
  if (outcome) return { title: "None", text: `No lead that you may see is “${outcomeText(outcome)}” here.` };
  return { title: "No lead to show", text: "There is none here that you may see." };
}

/** Whether and how a batch was, or can be, taken back. */
async function undoFacts(
  { undos }: HistorySources,
  { mayMove }: Viewer,
  batch: Batch,
  leads: readonly LeadResult[],
) {
  const [undoOf, undoneBy] = [await undos.undoOf(batch.id), await undos.undoneBy(batch.id)];
  const taken = undoneBy.reduce((sum, undo) => sum + undo.leads, 0);
  const isLeft = batch.state === "done" && leads.filter((lead) => isUndoable(lead, batch)).length > taken;
  return { undoOf: undoOf ?? null, undoneBy, offersUndo: mayMove && isLeft };
}

/** A batch with its leads. */
export async function detailView(
  sources: HistorySources,
  viewer: Viewer,
  batch: Batch,
  query: URLSearchParams,
) {
  const leads = await sources.leads.ofBatch(batch.id);
  const { lines, next } = await leadLines(sources, viewer, batch, leads, query);
  const outcome = readOutcome(query);
  const outcomeQuery = outcome ? `outcome=${outcome}` : "";
  return {
    id: batch.id,
    ...(await undoFacts(sources, viewer, batch, leads)),
    runId: (await sources.runParts.runOf(batch.id)) ?? null,
    direction: deedLabel(batch),
    ...stateLabel(batch),
    empty: emptyWords(batch, outcome),
    startedAt: when(batch.startedAt, viewer.zone),
    duration: duration(batch),
    key: keyName(batch, viewer),
    user: batch.user,
    customer: batch.customer,
    showsCustomer: [batch, ...viewer.keys].some(({ customer }) => customer !== DEFAULT_CUSTOMER),
    requestId: batch.requestId,
    askedFor: askedFor(batch),
    errorCode: batch.errorCode,
    leads: showCount(batch.counts.selectCount),
    bar: outcomeBar(leads, batch.direction),
    noOutcomes: NO_OUTCOMES[batch.state],
    chosen: outcome ? { outcome, label: outcomeText(outcome) } : null,
    lines,
    opensDifferences: lines.filter(({ differences }) => differences.length > 0).length <= MOST_OPEN,
    isRestricted: viewer.scope.kind !== "every",
    isFirstPage: !query.has("after"),
    firstQuery: outcomeQuery === "" ? "" : `?${outcomeQuery}`,
    nextQuery: next === undefined ? null : `?${[outcomeQuery, `after=${next}`].filter(Boolean).join("&")}`,
    mayExport: viewer.mayExport,
    mayMove: viewer.mayMove,
  };
}
