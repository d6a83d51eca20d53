import { DEFAULT_CUSTOMER } from "../../config/index.ts";
import type { Batch } from "../../history/batch.ts";
import { type VisibleLead, visibleLeads } from "../../history/visibleLeads.ts";
import { type LeadResult, OUTCOMES, type Outcome } from "../../leads/move/outcome.ts";
import type { DirectionName } from "../../leads/tables/direction.ts";
import { type PageText, phrase, term } from "../../lib/phrase.ts";
import { isUndoable } from "../../runs/work/undoPlan.ts";
import { displayTime } from "../format/displayTime.ts";
import { shortDuration } from "../format/duration.ts";
import { stateLabel as runStateLabel } from "../runs/runLabels.ts";
import { undoneBanner } from "../runs/undoneView.ts";
import { countBatch } from "./batchLines.ts";
import { keyName, showCount, stateLabel } from "./batchView.ts";
import { parseLeadId } from "./filterForm.ts";
import type { HistorySources, Viewer } from "./historySources.ts";
import { type LeadLine, showLead } from "./leadView.ts";
import { outcomeBar } from "./outcomeBar.ts";
import { actionLabel, outcomeLabel } from "./outcomeLabels.ts";

const PAGE_SIZE = 100;
/** Differences are expanded up to this many leads. More would push the list off the screen. */
const MAX_EXPANDED = 5;

const STEPS: Readonly<Record<DirectionName, Readonly<Record<keyof Batch["flags"] | "count", string>>>> = {
  dearchive: {
    insert: phrase("Copy to the live table"),
    update: phrase("Update in the live table"),
    delete: phrase("Delete equal copies from the archive"),
    count: phrase("Count leads in the archive"),
  },
  archive: {
    insert: phrase("Copy to the archive"),
    update: phrase("Update in the archive"),
    delete: phrase("Delete equal copies from the live table"),
    count: phrase("Count leads in the live table"),
  },
};

/** Describes the steps that a batch was asked to do. */
function requestedSteps({ flags, direction }: Batch): PageText {
  const texts = STEPS[direction];
  const [first = texts.count, ...others] = (["insert", "update", "delete"] as const)
    .filter((step) => flags[step])
    .map((step) => texts[step]);
  // A text and its small letters have one translation.
  return others.reduce<PageText>(
    (steps, step) => phrase("%1s, then %2s", term(steps), term(step.charAt(0).toLowerCase() + step.slice(1))),
    first,
  );
}

function duration({ startedAt, finishedAt }: Batch): PageText | null {
  if (finishedAt === null) return null;
  return shortDuration(finishedAt.getTime() - startedAt.getTime());
}

/** Reads the outcome filter. Returns undefined, which means all outcomes, when it is missing or unknown. */
export function readOutcome(query: URLSearchParams): Outcome | undefined {
  const name = query.get("outcome");
  return OUTCOMES.find((outcome) => outcome === name);
}

async function leadLines(
  { locations, changedLeads }: HistorySources,
  { scope, privacy }: Viewer,
  { id, direction }: Batch,
  leads: readonly LeadResult[],
  query: URLSearchParams,
): Promise<{ lines: readonly LeadLine[]; next: number | undefined }> {
  const [outcome, after] = [readOutcome(query), parseLeadId(query.get("after") ?? "")];
  const wanted = { ...(outcome && { outcome }), ...(after !== undefined && { after }) };
  const found: VisibleLead[] = [];
  for await (const lead of visibleLeads(locations, leads, wanted, scope)) {
    found.push(lead);
    if (found.length > PAGE_SIZE) break;
  }
  const shown = found.slice(0, PAGE_SIZE);
  const changed = await changedLeads.of(
    shown.map(({ leadId }) => leadId),
    [id],
  );
  const changes = new Map(changed.map((change) => [change.leadId, change]));
  const lines = shown.map((lead) => showLead(lead, changes.get(lead.leadId), direction, privacy));
  return { lines, next: found.length > PAGE_SIZE ? lines.at(-1)?.leadId : undefined };
}

/** Message shown instead of the bar when no lead has an outcome. */
const NO_OUTCOMES: Readonly<Record<Batch["state"], string>> = {
  open: phrase("Outcomes appear here when the batch finishes."),
  failed: phrase("The batch failed and changed no lead."),
  done: phrase("None of the requested leads was found."),
};

/** Message shown instead of an empty list of leads. */
function emptyMessage({ state, direction }: Batch, outcome: Outcome | undefined) {
  if (state === "open")
    return {
      title: phrase("Not finished"),
      text: phrase("The outcome of each lead appears here when the batch finishes."),
    };
  if (state === "failed")
    return {
      title: phrase("Nothing was changed"),
      text: phrase("The batch failed before any lead was moved."),
    };
  if (outcome)
    return {
      title: phrase("No matching leads"),
      text: phrase(
        "You can see no lead here with the outcome “%1s”.",
        term(outcomeLabel(outcome, direction).label),
      ),
    };
  return { title: phrase("No leads"), text: phrase("This batch has no leads that you can see.") };
}

/** Reads what undid the batch, and whether there is something left to undo. */
async function undoFacts(
  { undos, runSearch }: HistorySources,
  { mayMove }: Viewer,
  batch: Batch,
  leads: readonly LeadResult[],
) {
  const [undoOf, undoneBy] = [await undos.undoOf(batch.id), await undos.undoneBy(batch.id)];
  const undoRuns = await runSearch.undosOf({ kind: "batch", batchId: batch.id });
  const undone = undoneBy.reduce((sum, undo) => sum + undo.leads, 0);
  const isLeft = batch.state === "done" && leads.filter((lead) => isUndoable(lead, batch)).length > undone;
  return {
    undoOf: undoOf ?? null,
    undoneBy,
    undoRuns: undoRuns.map((run) => ({ id: run.id, label: runStateLabel(run).label.toLowerCase() })),
    offersUndo: mayMove && isLeft,
    undone: undoneBanner("batch", countBatch(batch, undone), batch.direction),
  };
}

/** Builds the view of a batch and its leads. */
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
    runId: batch.runId,
    direction: actionLabel(batch),
    ...stateLabel(batch),
    empty: emptyMessage(batch, outcome),
    startedAt: displayTime(batch.startedAt, viewer.zone),
    duration: duration(batch),
    key: keyName(batch, viewer),
    user: viewer.users.show(batch.user),
    customer: batch.customer,
    showsCustomer: [batch, ...viewer.keys].some(({ customer }) => customer !== DEFAULT_CUSTOMER),
    requestId: batch.requestId,
    requested: requestedSteps(batch),
    errorCode: batch.errorCode,
    leads: showCount(batch.counts.selectCount),
    bar: outcomeBar(leads, batch.direction),
    noOutcomes: NO_OUTCOMES[batch.state],
    chosen: outcome ? { outcome, label: outcomeLabel(outcome, batch.direction).label } : null,
    lines,
    opensDifferences: lines.filter(({ differences }) => differences.length > 0).length <= MAX_EXPANDED,
    isRestricted: viewer.scope.kind !== "every",
    isFirstPage: !query.has("after"),
    firstQuery: outcomeQuery === "" ? "" : `?${outcomeQuery}`,
    nextQuery: next === undefined ? null : `?${[outcomeQuery, `after=${next}`].filter(Boolean).join("&")}`,
    mayExport: viewer.mayExport,
    mayMove: viewer.mayMove,
  };
}
