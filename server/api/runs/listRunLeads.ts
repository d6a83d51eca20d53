import { Readable } from "node:stream";
import { columnOf } from "../../runs/leadCounts.ts";
import type { Run } from "../../runs/run.ts";
import { COUNT_NAMES } from "../../runs/runJson.ts";
import { type LeadCursor, readLeadPage } from "../../runs/runLeadPage.ts";
import { RUN_OUTCOMES, type RunOutcome } from "../../runs/runOutcome.ts";
import type { RunLead } from "../../runs/store/chunkRow.ts";
import { readVisibleChunk } from "../../runs/visibleRunLeads.ts";
import { sendResult } from "../respond.ts";
import { requireReader } from "./readRuns.ts";
import { findRun, type RunCall } from "./runCaller.ts";
import { createFieldReader, readOneOf, refuseInvalid } from "./runFields.ts";
import { cursorText, readCursor, readWholeNumber } from "./runQuery.ts";

export const NDJSON = "application/x-ndjson";

/** Leads per JSON answer: default and maximum. */
const PAGE = { usual: 500, most: 5000 } as const;
const CHUNKS_READ = 20;
const START: LeadCursor = { chunk: 0, after: -1 };

/** The outcome of a lead. `columns` are those that differ, `skipped_for` is a warning, `reason` says why it was refused. */
function leadJson({ leadId, outcome, detail, batchId }: RunLead, { direction }: Run) {
  return {
    lead_id: leadId,
    outcome,
    counted_as: COUNT_NAMES[columnOf(outcome, direction)],
    ...(outcome === "kept_differs" && { columns: detail.split(" ").filter((name) => name !== "") }),
    ...(outcome === "left_out" && { skipped_for: detail }),
    ...(outcome === "refused" && { reason: detail }),
    batch_id: batchId,
  };
}

/** Reads the wanted leads of a chunk that the caller may see. */
async function wantedIn(
  { customer, scope }: RunCall,
  run: Run,
  chunk: number,
  outcome: RunOutcome | undefined,
): Promise<readonly RunLead[]> {
  const leads = await readVisibleChunk(customer.stores, run.id, chunk, scope);
  return outcome === undefined ? leads : leads.filter((lead) => lead.outcome === outcome);
}

/** Streams every wanted lead from a cursor on, one JSON object a line. */
async function* lines(
  call: RunCall,
  run: Run,
  from: LeadCursor,
  outcome: RunOutcome | undefined,
): AsyncGenerator<string> {
  for (let chunk = from.chunk; chunk < run.chunkCount; chunk += 1) {
    const after = chunk === from.chunk ? from.after : -1;
    const leads = (await wantedIn(call, run, chunk, outcome)).filter(({ leadId }) => leadId > after);
    if (leads.length > 0) yield leads.map((lead) => `${JSON.stringify(leadJson(lead, run))}\n`).join("");
  }
}

function chunksFrom(from: number, { chunkCount }: Run): readonly number[] {
  return Array.from({ length: Math.max(0, chunkCount - from) }, (_, n) => from + n);
}

/** `GET /vicidial/leads/runs/:id/leads`: the outcomes so far, in pages as JSON or all as lines of JSON. */
export async function listRunLeads(call: RunCall): Promise<void> {
  requireReader(call);
  const { ctx } = call;
  const run = await findRun(call);
  const fields = createFieldReader(Object.fromEntries(new URLSearchParams(ctx.querystring)));
  const outcome = fields.take("outcome", readOneOf(RUN_OUTCOMES));
  const limit = fields.take("limit", readWholeNumber(1, PAGE.most)) ?? PAGE.usual;
  const cursor = fields.take("after", readCursor) ?? START;
  refuseInvalid(fields.errors());
  if (ctx.get("Accept").toLowerCase().includes(NDJSON)) {
    ctx.type = NDJSON;
    ctx.body = Readable.from(lines(call, run, cursor, outcome));
    return;
  }
  const { leads, next } = await readLeadPage(
    cursor,
    chunksFrom(cursor.chunk, run),
    { leads: limit, chunks: CHUNKS_READ },
    (chunk) => wantedIn(call, run, chunk, outcome),
  );
  const body = { leads: leads.map((lead) => leadJson(lead, run)), next: next && cursorText(next) };
  sendResult(ctx, { status: 200, body });
}
