import { createHash } from "node:crypto";
import { fail } from "../../errors.ts";
import { requireScope } from "../../keys/authenticate.ts";
import type { SearchColumn } from "../../leads/lookup/searchTerms.ts";
import { DIRECTIONS, type DirectionName } from "../../leads/tables/direction.ts";
import type { Run } from "../../runs/run.ts";
import { isUndo } from "../../runs/runSource.ts";
import type { CreatedRun, NewRun, RepeatableRequest } from "../../runs/store/runCreation.ts";
import { MAX_IDEMPOTENCY_KEY } from "../idempotency.ts";
import { sendResult } from "../respond.ts";
import { wholeRunJson } from "./runAnswer.ts";
import { findRun, logRun, type RunCall } from "./runCaller.ts";
import { refuseInvalid } from "./runFields.ts";
import { type RunRequest, readRunRequest, readStartRequest } from "./runRequest.ts";
import { changeError, DIRECTION_NAMES, type WantedSettings, wholeSettings } from "./runSettings.ts";

/** The conditions of a request that search a column. */
const CONDITIONS: Readonly<Record<SearchColumn, string | undefined>> = {
  lead_id: undefined,
  phone_number: "phone_number",
  vendor_lead_code: "vendor_lead_code",
  source_id: undefined,
  list_id: "list_id",
  last_local_call_time: "called_from",
  status: "status",
  entry_date: "entry_from",
};

/** Refuses a search that would scan a whole table. @throws DearchiveError fields_invalid */
async function checkSearch({ customer, scope }: RunCall, { direction, source }: RunRequest): Promise<void> {
  if (source.kind !== "search") return;
  const { search } = customer.stores.leadTables[DIRECTIONS[direction].source];
  const found = await search.find(source.search, scope, 1);
  if (!("startable" in found)) return;
  const indexed = found.startable.flatMap((column) => CONDITIONS[column] ?? []);
  refuseInvalid([
    { field: "search", message: `must have one of the indexed conditions: ${indexed.join(", ")}` },
  ]);
}

/** Refuses changes that are not possible now. @throws DearchiveError fields_invalid */
export async function checkChanges(
  { customer, key, scope, now }: RunCall,
  { changes }: WantedSettings,
): Promise<void> {
  if (!changes) return;
  const allowedCampaigns = (await customer.users.find(key.vicidialUser))?.allowedCampaigns ?? [];
  const problems = await customer.stores.changesCheck.problemsOf(changes, { scope, allowedCampaigns }, now);
  refuseInvalid(problems.map(changeError));
}

/** Identifies the request, if it has an Idempotency-Key. @throws DearchiveError idempotency_invalid */
function repeatableRequest(
  { ctx, key }: RunCall,
  meaning: readonly unknown[],
): RepeatableRequest | undefined {
  const value = ctx.get("Idempotency-Key");
  if (value === "") return undefined;
  if (value.length > MAX_IDEMPOTENCY_KEY)
    fail({ code: "idempotency_invalid", maxLength: MAX_IDEMPOTENCY_KEY });
  const hash = (parts: readonly unknown[]) => createHash("sha256").update(JSON.stringify(parts)).digest();
  return { valueHash: hash([key.id, value]), requestHash: hash(meaning) };
}

async function store(
  { customer }: RunCall,
  run: NewRun,
  request: RepeatableRequest | undefined,
): Promise<CreatedRun> {
  const { runs } = customer.stores;
  if (request) return (await runs.createOnce(run, request)) ?? fail({ code: "idempotency_reused" });
  const { source } = run;
  return isUndo(source) ? runs.createUndo({ ...run, source }) : { id: await runs.create(run), isNew: true };
}

/** Creates a run, unless an earlier request has created it, and answers 202 with its address. */
async function createAndAnswer(
  call: RunCall,
  wanted: Pick<NewRun, "direction" | "source" | "leadIds"> & Pick<RunRequest, "settings" | "startsItself">,
): Promise<void> {
  const { ctx, customer, key } = call;
  const { settings, leadIds, ...facts } = wanted;
  const { name = "" } = settings;
  const run: NewRun = {
    ...facts,
    ...(leadIds && { leadIds }),
    customer: key.customer,
    user: key.vicidialUser,
    requestId: ctx.state.requestId,
    name,
    settings: wholeSettings(settings, facts),
  };
  const meaning = [run.direction, run.source, leadIds ?? null, run.settings, name, run.startsItself];
  const { id, isNew } = await store(call, run, repeatableRequest(call, meaning));
  if (isNew) {
    customer.wakeRuns();
    const logged = { ...run, id, leadCount: leadIds?.length ?? 0, counts: {} };
    await logRun(call, logged, run.startsItself ? "created, starts by itself," : "created");
  } else {
    ctx.state.replayed = true;
    ctx.set("Idempotency-Replayed", "true");
  }
  await answerRun(call, id, 202);
}

/** Answers with the current state of a run. @throws DearchiveError run_unknown if it was discarded meanwhile */
export async function answerRun(call: RunCall, id: number, status: number): Promise<void> {
  const run = (await call.customer.stores.runs.find(id)) ?? fail({ code: "run_unknown" });
  const body = await wholeRunJson(call, run);
  call.ctx.set("Location", body.links.self);
  sendResult(call.ctx, { status, body });
}

/** `POST /vicidial/leads/runs` */
export async function createRun(call: RunCall): Promise<void> {
  const { ctx, customer, key, text } = call;
  const request = readRunRequest(text, await customer.privacyOf(key.vicidialUser));
  requireScope(key, DIRECTION_NAMES[request.direction]);
  if (request.leadIds) ctx.state.leads = request.leadIds.length;
  await checkSearch(call, request);
  await checkChanges(call, request.settings);
  await createAndAnswer(call, request);
}

const OPPOSITE: Readonly<Record<DirectionName, DirectionName>> = {
  dearchive: "archive",
  archive: "dearchive",
};

/** `POST /vicidial/leads/runs/:id/undo`: creates a run that moves the leads back. */
export async function undoRun(call: RunCall): Promise<void> {
  const undone: Run = await findRun(call);
  const direction = OPPOSITE[undone.direction];
  requireScope(call.key, DIRECTION_NAMES[direction]);
  const source = { kind: "run", runId: undone.id } as const;
  const request = readStartRequest(call.text, { direction, source });
  if (undone.state !== "done" && undone.state !== "stopped")
    fail({ code: "run_state", state: undone.state, action: "undone" });
  await createAndAnswer(call, { ...request, direction, source });
}
