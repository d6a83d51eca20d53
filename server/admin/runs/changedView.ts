import { countWhere } from "../../runs/leadWarnings.ts";
import { readLeadPage } from "../../runs/runLeadPage.ts";
import { isUndo, type RunSource } from "../../runs/runSource.ts";
import type { UndoLead } from "../../runs/work/undoPlan.ts";
import { judgeUndo } from "../../runs/work/undoSources.ts";
import { leadCursorQuery, PAGE_SIZE, readLeadCursor } from "./leadPage.ts";
import type { RunContext } from "./runContext.ts";

/** Each chunk costs a few queries on the lead tables. */
const MAX_CHUNKS = 20;

/** The leads of a chunk that changed since the move that the run undoes, and that the viewer may see. */
async function changedIn({ page, run, scope }: RunContext, chunk: number): Promise<readonly UndoLead[]> {
  const { stores } = page.customer;
  const found = await stores.runChunks.leadsOf(run.id, chunk);
  if (!found || found.undoOf === null) return [];
  const judged = await judgeUndo(stores, found.undoOf, found.leadIds, scope);
  return judged
    .filter(({ state }) => state === "changed")
    .toSorted((one, other) => one.leadId - other.leadId);
}

/** Whether the undone batch overwrote rows in the table that it moved leads to. */
async function overwrote({ page }: RunContext, source: RunSource): Promise<boolean> {
  if (source.kind !== "batch") return false;
  return (await page.customer.stores.batches.find(source.batchId))?.flags.update ?? false;
}

/** What only an undo shows before it starts: the leads that changed since the move, judged now. */
export async function undoView(context: RunContext) {
  const { run, page, privacy } = context;
  if (!isUndo(run.source)) return null;
  const cursor = readLeadCursor(page.query);
  const isAnyChanged = countWhere(run.tally, (warnings) => warnings.includes("changed")) > 0;
  const chunkCount = isAnyChanged ? run.chunkCount - cursor.chunk : 0;
  const chunks = Array.from({ length: Math.max(0, chunkCount) }, (_, n) => cursor.chunk + n);
  const { leads, next } = await readLeadPage(
    cursor,
    chunks,
    { leads: PAGE_SIZE, chunks: MAX_CHUNKS },
    (chunk) => changedIn(context, chunk),
  );
  return {
    isAnyChanged,
    overwrote: await overwrote(context, run.source),
    changed: leads.map(({ leadId, reason, dated }) => ({
      leadId,
      reason: dated === undefined || privacy.hidesLeadData ? reason : dated,
    })),
    isFirstPage: !page.query.has("chunk"),
    next: next && leadCursorQuery(next, {}),
  };
}
