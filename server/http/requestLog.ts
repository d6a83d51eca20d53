import type { BlockList } from "node:net";
import { performance } from "node:perf_hooks";
import type { Middleware, ParameterizedContext } from "koa";
import type { Logger } from "pino";
import type { ApiRequest } from "../keys/apiRequest.ts";
import type { RequestRecorder } from "../keys/requestRecorder.ts";
import type { Metrics } from "../ops/metrics.ts";
import { clientAddress } from "./clientAddress.ts";
import type { RequestState } from "./requestState.ts";

type RequestContext = ParameterizedContext<RequestState>;

export interface RequestLogDependencies {
  readonly logger: Logger;
  readonly trustedProxies: BlockList;
  readonly metrics: Metrics;
  readonly clock: () => Date;
  /** Records the requests of each key; undefined if they are not kept. */
  readonly requests: Pick<RequestRecorder, "note"> | undefined;
}

/** Faults that the operator should look into. All others are the caller's, whatever their HTTP status. */
const SERVER_FAULTS: ReadonlySet<string> = new Set([
  "internal",
  "connection_lost",
  "tables_locked",
  "interrupted",
  "schema_drift",
  "row_refused",
  "tables_unusable",
]);

/** Details of a fault for the operator, which the answer does not reveal. */
function faultFields({ fault, faultCode, signInRefusal }: RequestState): Record<string, unknown> {
  switch (fault?.code) {
    case "unauthenticated":
      return { fault: faultCode, reason: fault.reason };
    case "office_hours":
      return { fault: faultCode, rule: fault.rule, missing_call_time: fault.missingCallTime };
    default:
      return { fault: faultCode, reason: signInRefusal };
  }
}

/** Longer than any route of ours. */
const MAX_PATH_LENGTH = 200;
/** An API key, even a mistyped one, or any other text long enough to be a secret. */
const SECRET = /vda_[0-9A-Za-z]+|[0-9A-Za-z_]{32,}/i;

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Returns a path for logs: cut to a maximum length, with secrets that a caller put there by mistake masked. */
function maskedPath(path: string): string {
  const start = path.slice(0, 2 * MAX_PATH_LENGTH);
  // Keep escapes as sent, unless they hide a secret.
  const text = decoded(start).search(SECRET) < 0 ? start : decoded(start);
  const masked = text.replaceAll(new RegExp(SECRET, "gi"), "***");
  return masked.length > MAX_PATH_LENGTH ? `${masked.slice(0, MAX_PATH_LENGTH)}…` : masked;
}

/** Returns the key of a request, even if it was refused because of its key. */
function knownKey({ keyId, fault }: RequestState): number | undefined {
  return keyId ?? (fault?.code === "unauthenticated" ? fault.keyId : undefined);
}

/** Leaves out the query string: it may contain a key that a caller put there by mistake. */
function logLine(ctx: RequestContext, ms: number, client: string) {
  const { requestId, customer, leads, found, inserted, updated, deleted, dryRun, replayed, adminUser } =
    ctx.state;
  return {
    request_id: requestId,
    method: ctx.method,
    path: maskedPath(ctx.path),
    status: ctx.status,
    ms: Math.round(ms * 10) / 10,
    client,
    customer,
    key_id: knownKey(ctx.state),
    admin: adminUser,
    leads,
    found,
    inserted,
    updated,
    deleted,
    dry_run: dryRun,
    replayed,
    ...faultFields(ctx.state),
  };
}

/** Returns why a request was refused; undefined if it was not. */
function refusalOf({ fault, faultCode }: RequestState): string | undefined {
  return fault?.code === "unauthenticated" ? fault.reason : faultCode;
}

function outcomeText(state: RequestState): string {
  const { inserted = 0, updated = 0, deleted = 0, dryRun, replayed, found } = state;
  if (found !== undefined) return refusalOf(state) ?? `${found} found`;
  const counts = `${inserted} inserted, ${updated} updated, ${deleted} deleted`;
  return refusalOf(state) ?? `${counts}${dryRun ? ", dry run" : ""}${replayed ? ", replayed" : ""}`;
}

/**
 * Queues an entry for Vicidial's API log report, which names users: a request without a valid key appears in our own log
 * only. Queuing does no I/O.
 */
function noteForVicidial(ctx: RequestContext, at: Date, ms: number, client: string): void {
  const { apiLog, vicidialUser, operation, leads, faultCode, requestId, customer, keyId } = ctx.state;
  if (!apiLog || vicidialUser === undefined || operation === undefined) return;
  const path = maskedPath(ctx.path);
  apiLog.note({
    user: vicidialUser,
    at,
    function: operation,
    value: leads === undefined ? "" : `${leads} leads`,
    succeeded: faultCode === undefined,
    reason: outcomeText(ctx.state),
    // The report shows 20 characters of it, and neither `value` nor the reason.
    data: `${ctx.status} ${refusalOf(ctx.state) ?? `${leads ?? 0} leads`} key=${keyId} customer=${customer} request=${requestId} ${ctx.method} ${path}`,
    address: client,
    // The report splits a URL at "?" and fails on one without.
    url: `${path}?request=${requestId}`,
    seconds: ms / 1000,
  });
}

/** Returns the message of the answer, except that of a syntax error: it quotes the body, which may hold anything. */
function messageOf({ fault, answerMessage }: RequestState): string {
  return fault?.code === "body_malformed" ? "the body is not the expected JSON" : (answerMessage ?? "");
}

/** Returns the batch if it was recorded: a transaction that failed takes its batch back. */
function batchOf({ batchId, faultCode }: RequestState): number | null {
  return faultCode === undefined || faultCode === "interrupted" ? (batchId ?? null) : null;
}

/** Returns an API request as the log of its key shows it; undefined without a known key. */
function toApiRequest(ctx: RequestContext, at: Date, ms: number, client: string): ApiRequest | undefined {
  const { operation, requestId, leads, dryRun, replayed } = ctx.state;
  const keyId = knownKey(ctx.state);
  if (operation === undefined || keyId === undefined) return undefined;
  return {
    at,
    keyId,
    requestId,
    path: maskedPath(ctx.path),
    status: ctx.status,
    fault: refusalOf(ctx.state) ?? null,
    message: messageOf(ctx.state),
    leads: leads ?? null,
    isDryRun: dryRun ?? false,
    isReplayed: replayed ?? false,
    batchId: batchOf(ctx.state),
    durationMs: ms,
    address: client,
  };
}

/** Records every request once it is answered: in the metrics, in our log, in Vicidial's API log and in the log of its key. */
export function requestLog(dependencies: RequestLogDependencies): Middleware<RequestState> {
  const { logger, trustedProxies, metrics, clock, requests } = dependencies;
  return async (ctx, next) => {
    const at = clock();
    const start = performance.now();
    await next();
    const ms = performance.now() - start;
    const { customer, faultCode = "" } = ctx.state;
    metrics.countRequest({
      customer,
      endpoint: String(ctx["_matchedRoute"] ?? "none"),
      status: ctx.status,
      fault: faultCode,
      seconds: ms / 1000,
    });
    const level = SERVER_FAULTS.has(faultCode) ? "error" : "info";
    const client = clientAddress(ctx, trustedProxies);
    const request = toApiRequest(ctx, at, ms, client);
    if (request) requests?.note(request);
    logger[level](logLine(ctx, ms, client), "request");
    noteForVicidial(ctx, at, ms, client);
  };
}
