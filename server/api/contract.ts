/**
 * The complete contract: status and body of every outcome in every dialect. No other file contains this wording, so it stays
 * in one file. Source: the public documentation of the API that this plugin implements.
 */

import type { Fault, MoveFlag } from "../errors.ts";
import type { Dialect, ResponseStyle } from "../http/requestState.ts";
import type { LeadResult, MoveResult } from "../leads/move/outcome.ts";
import { rawJson } from "./json/rawJson.ts";
import type { Preferences } from "./moveRequest.ts";

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** HTTP status in the current dialect, then in the older dialects of the dearchive API and of the archive API. */
type Codes = readonly [current: number, dearchive: number, archive: number];

const own = (status: number): Codes => [status, status, status];
const ANYTHING_ELSE: Codes = [500, 449, 440];

const FLAG_CODES: Readonly<Record<MoveFlag, Codes>> = {
  insert: [400, 442, 432],
  update: [400, 449, 433],
  delete: [400, 443, 434],
};

const CODES: Readonly<Record<Exclude<Fault["code"], "flag_not_boolean">, Codes>> = {
  unauthenticated: own(401),
  scope_missing: own(403),
  key_in_url: own(403),
  search_invalid: own(400),
  search_unindexed: own(400),
  office_hours: [403, 441, 441],
  ids_not_integer: [400, 444, 435],
  ids_empty: [400, 445, 436],
  ids_over_limit: [400, 446, 437],
  ids_duplicate: [400, 447, 438],
  ids_missing: [400, 448, 439],
  leads_in_use: own(409),
  fields_invalid: own(422),
  run_unknown: own(404),
  run_state: own(409),
  rate_limited: own(429),
  idempotency_invalid: [400, 449, 440],
  idempotency_reused: own(422),
  idempotency_running: own(409),
  not_found: own(404),
  method_not_allowed: own(405),
  body_too_large: own(413),
  body_not_json: own(415),
  body_unreadable: [400, 449, 440],
  // nginx's status for a closed connection. Only the log shows it: the caller is gone.
  abandoned: own(499),
  body_malformed: ANYTHING_ELSE,
  tables_locked: ANYTHING_ELSE,
  interrupted: ANYTHING_ELSE,
  schema_drift: ANYTHING_ELSE,
  row_refused: ANYTHING_ELSE,
  tables_unusable: ANYTHING_ELSE,
  connection_lost: ANYTHING_ELSE,
};

function messageOf(fault: Fault, requestId: string): string {
  switch (fault.code) {
    case "unauthenticated":
      return "unable to validate api user";
    case "scope_missing":
      return `the api key does not have the scope ${fault.scope}`;
    case "key_in_url":
      return "an api key in the url must have only the scope restore_by_phone";
    case "search_invalid":
      return `${fault.field} must be ${fault.wanted}`;
    case "search_unindexed":
      return `the search needs at least one of the indexed fields: ${fault.fields.join(", ")}`;
    case "office_hours":
      return "api cannot be executed during office hours time condition";
    case "flag_not_boolean":
      return `${fault.flag}_leads must be a boolean value`;
    case "ids_not_integer":
      return "lead_ids must only contain integer values";
    case "ids_empty":
      return "lead_ids must contain atleast 1 value";
    case "ids_over_limit":
      return `lead_ids cannot exceed ${fault.limit} values`;
    case "ids_duplicate":
      return "lead_ids cannot contain duplicate values";
    case "ids_missing":
      return "lead_ids does not exist";
    case "leads_in_use":
      return `lead_ids are in use: ${fault.counts.join(", ")}`;
    case "fields_invalid":
      return `the request has invalid fields: ${fault.errors.map(({ field, message }) => `${field} ${message}`).join("; ")}`;
    case "run_unknown":
      return "there is no such run, or it belongs to another user";
    case "run_state":
      return `the run is ${fault.state}, so it cannot be ${fault.action}`;
    case "rate_limited":
      return `too many requests: try again in ${fault.retryAfterSeconds} s`;
    case "idempotency_invalid":
      return `Idempotency-Key cannot exceed ${fault.maxLength} characters`;
    case "idempotency_reused":
      return "Idempotency-Key was used for another request";
    case "idempotency_running":
      return "the first request with this Idempotency-Key is still running: try again in a moment";
    case "not_found":
      return "there is nothing at this path";
    case "method_not_allowed":
      return `this path only takes ${fault.allowed.join(", ")}`;
    case "body_too_large":
      return `the body cannot exceed ${fault.limitBytes} bytes`;
    case "body_not_json":
      return "the body must be JSON: send Content-Type: application/json, and no other encoding than gzip, deflate or br";
    case "body_unreadable":
      return "the body could not be read: it was cut off, or its Content-Encoding does not fit it";
    case "body_malformed":
      return fault.detail;
    case "abandoned":
      return "the client disconnected before the request was carried out; nothing was changed";
    case "tables_locked":
      return "the lead tables are locked by another process; nothing was changed, try again later";
    case "interrupted":
      return `the request was interrupted half way; no lead is lost, and the server finishes it by itself (request id ${requestId})`;
    case "schema_drift":
      return `nothing was changed: ${fault.detail}`;
    case "row_refused":
      return `no lead was moved: ${fault.detail}`;
    case "tables_unusable":
      return `${fault.detail}; no lead is lost (request id ${requestId})`;
    case "connection_lost":
      return `the database cannot be reached or went away; no lead is lost, and the same request may be sent again (request id ${requestId})`;
  }
}

/** Returns the invalid values as JSON text; the older dialects omit an empty list. */
function offendersOf(fault: Fault): readonly string[] {
  switch (fault.code) {
    case "ids_not_integer":
      return fault.values;
    case "ids_duplicate":
    case "ids_missing":
    case "leads_in_use":
      return fault.ids.map(String);
    default:
      return [];
  }
}

/** The older dialects repeat the status in the body. The oldest names the message `success` or `error`. */
function inOlderDialect(dialect: Dialect, code: number, message: string, facts: Answer["body"]): Answer {
  if (dialect === "http_code") return { status: code, body: { message, ...facts, http_code: code } };
  const verdict = code === 200 ? { success: message } : { error: message };
  return { status: code, body: { ...verdict, ...facts, status_code: code } };
}

/** The outcome of a lead, with the columns that differ if it was kept. */
function leadFacts({ leadId, outcome, differences }: LeadResult): Readonly<Record<string, unknown>> {
  const columns = differences.map(({ column }) => column);
  return { lead_id: leadId, outcome, ...(columns.length > 0 && { columns }) };
}

/** Returns the answer to a successful request. Fields requested with Prefer come last. */
export function answerResult(
  result: MoveResult,
  { dialect, direction }: ResponseStyle,
  { representation, dryRun }: Preferences,
): Answer {
  const message = "lead_ids batch was successfully processed";
  const counts = {
    select_count: result.selectCount,
    insert_count: result.insertCount,
    ...(direction === "archive" && { update_count: result.updateCount }),
    delete_count: result.deleteCount,
    ...(dryRun && { dry_run: true }),
    ...(representation && { results: result.leads.map(leadFacts) }),
  };
  if (dialect === "current") return { status: 200, body: { message, ...counts } };
  return inOlderDialect(dialect, 200, message, counts);
}

function answerRefusal(
  codes: Codes,
  message: string,
  offenders: readonly string[],
  responseStyle: ResponseStyle,
  namesMissing = false,
): Answer {
  const [current, dearchive, archive] = codes;
  const values = rawJson(`[${offenders.join(",")}]`);
  if (responseStyle.dialect === "current") {
    // 401 and 403 are refused before the body is read, so they name no leads.
    if ([401, 403].includes(current)) return { status: current, body: { message } };
    // The contract's page shows `lead_count` in this row and `lead_errors` in every other: send both here.
    const count = namesMissing && { lead_count: offenders.length };
    return {
      status: current,
      body: { message, lead_errors: offenders.length, ...count, lead_ids: values },
    };
  }
  const code = responseStyle.direction === "archive" ? archive : dearchive;
  // The older dialects name the list of missing ids `values`.
  const list = namesMissing ? "values" : "lead_ids";
  const facts = offenders.length > 0 ? { lead_count: offenders.length, [list]: values } : {};
  return inOlderDialect(responseStyle.dialect, code, message, facts);
}

/** Returns the answer to a request that was refused or failed. */
export function answerFault(fault: Fault, responseStyle: ResponseStyle, requestId: string): Answer {
  const codes = fault.code === "flag_not_boolean" ? FLAG_CODES[fault.flag] : CODES[fault.code];
  const namesMissing = fault.code === "ids_missing";
  return answerRefusal(codes, messageOf(fault, requestId), offendersOf(fault), responseStyle, namesMissing);
}

/** Returns the answer to an unexpected error: a reference to the log without details. */
export function answerUnexpected(requestId: string, responseStyle: ResponseStyle): Answer {
  const message = `internal error; the server's log tells more under request id ${requestId}`;
  return answerRefusal(ANYTHING_ELSE, message, [], responseStyle);
}
