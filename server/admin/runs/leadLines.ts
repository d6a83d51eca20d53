import type { RecordedChange } from "../../history/changedLeads.ts";
import type { Outcome } from "../../leads/move/outcome.ts";
import { isLeadWarning } from "../../runs/leadWarnings.ts";
import { type LeadCursor, readLeadPage } from "../../runs/runLeadPage.ts";
import { RUN_OUTCOMES, type RunOutcome } from "../../runs/runOutcome.ts";
import { isUndo } from "../../runs/runSource.ts";
import type { RunLead } from "../../runs/store/chunkRow.ts";
import type { LocatedRunLead } from "../../runs/visibleRunLeads.ts";
import { columnName, type LeadPrivacy } from "../../vicidial/leadPrivacy.ts";
import { changesText } from "../history/changesView.ts";
import { showLocation } from "../history/leadView.ts";
import { readNames } from "./leadNames.ts";
import { leadCursorQuery, PAGE_SIZE, readLeadCursor } from "./leadPage.ts";
import type { RunContext } from "./runContext.ts";
import { runOutcomeLabel } from "./runLabels.ts";
import { readChunk } from "./runLeads.ts";
import { WARNING_LABELS } from "./warningLabels.ts";

/** Keeps a page short where each chunk has only a few matching leads. */
const MAX_CHUNKS = 8;
const START: LeadCursor = { chunk: 0, after: -1 };

/** Outcomes that leave a decision to a person: the move could not decide, or the data has to be fixed first. */
export const UNDECIDED: ReadonlySet<RunOutcome> = new Set<RunOutcome>([
  "kept_differs" satisfies Outcome,
  "kept_not_in_target" satisfies Outcome,
  "refused",
]);

/** Why a lead was not moved. */
function detailLabel({ outcome, detail }: RunLead, privacy: LeadPrivacy): string {
  if (outcome === "left_out") return isLeadWarning(detail) ? WARNING_LABELS[detail].label : detail;
  if (outcome !== "kept_differs") return detail;
  return detail
    .split(" ")
    .map((column) => columnName(privacy, column, column))
    .join(", ");
}

/** Whether both copies of a lead that was kept because they differ still exist. */
function isDuplicate({ location }: LocatedRunLead): boolean {
  return location.live !== undefined && location.archived !== undefined;
}

/** Whether nobody has decided about the lead yet: a duplicate that was resolved since is only in one table. */
function isUndecided(lead: LocatedRunLead): boolean {
  return UNDECIDED.has(lead.outcome) && (lead.outcome !== "kept_differs" || isDuplicate(lead));
}

function showLine(lead: LocatedRunLead, change: RecordedChange | undefined, { run, privacy }: RunContext) {
  const { leadId, outcome, location, batchId } = lead;
  const { label, tone } = runOutcomeLabel(outcome, run);
  return {
    leadId,
    label,
    tone,
    detail: detailLabel(lead, privacy) || changesText(change, privacy),
    location: showLocation(leadId, location),
    batchId,
    isUnresolved: outcome === "kept_differs" && isDuplicate(lead),
  };
}

/** Reads a page of the leads that a test on outcome, then on the lead, holds for. */
async function linesOf(
  context: RunContext,
  cursor: LeadCursor,
  hasOutcome: (outcome: RunOutcome) => boolean,
  isWanted: (lead: LocatedRunLead) => boolean = () => true,
) {
  const { stores } = context.page.customer;
  const counts = await stores.runChunks.countsFrom(context.run.id, cursor.chunk);
  // Skips chunks without a wanted outcome: in most chunks every lead was moved.
  const chunks = counts.flatMap((count, n) =>
    count === null || RUN_OUTCOMES.some((name) => hasOutcome(name) && (count[name] ?? 0) > 0)
      ? [cursor.chunk + n]
      : [],
  );
  const { leads, next } = await readLeadPage(
    cursor,
    chunks,
    { leads: PAGE_SIZE, chunks: MAX_CHUNKS },
    async (chunk) =>
      (await readChunk(context, chunk)).filter((lead) => hasOutcome(lead.outcome) && isWanted(lead)),
  );
  const names = await readNames(
    context,
    leads.map(({ leadId }) => leadId),
  );
  const mayChange = context.run.changes !== null || isUndo(context.run.source);
  const changes = await stores.changedLeads.byLead(mayChange ? leads : []);
  const lines = leads.map((lead) => ({
    ...showLine(lead, changes.get(lead.leadId), context),
    name: names.get(lead.leadId)?.name ?? "",
    phone: names.get(lead.leadId)?.phone ?? "",
  }));
  return { lines, next };
}

export type LeadLines = Awaited<ReturnType<typeof linesOf>>;

/** A page of the leads with one outcome. */
export async function outcomeLines(context: RunContext, outcome: RunOutcome) {
  const found = await linesOf(context, readLeadCursor(context.page.query), (name) => name === outcome);
  return { ...found, nextQuery: found.next && leadCursorQuery(found.next, { outcome }) };
}

/** A page of the leads that need a decision. */
export async function undecidedLines(context: RunContext) {
  const cursor = readLeadCursor(context.page.query);
  const found = await linesOf(context, cursor, (name) => UNDECIDED.has(name), isUndecided);
  return { ...found, nextQuery: found.next && leadCursorQuery(found.next, {}) };
}

/** The first leads that were left out on purpose. */
export function skippedLines(context: RunContext): Promise<LeadLines> {
  return linesOf(context, START, (name) => name === "left_out");
}
