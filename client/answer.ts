import type { Failure } from "./clientError.ts";
import { type ErrorCode, type LeadResult, SERVER_CODES } from "./types.ts";

/** A batch that was processed. */
export interface Done {
  readonly ok: true;
  readonly selected: number;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
  /** Whether this is the stored answer of an earlier request. */
  readonly replayed: boolean;
  readonly results: readonly LeadResult[];
}

/** The HTTP response. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export type Fields = Readonly<Record<string, unknown>>;

/** Errors are requested as problems, because their `type` names the code in every response format. */
const PROBLEM_PREFIX = "urn:vicidial-dearchive:problem:";
const MISSING_MESSAGE = "lead_ids does not exist";

export function fieldsOf(text: string): Fields {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === "object" && json !== null ? { ...json } : {};
  } catch {
    return {};
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function toResult(item: unknown): LeadResult {
  const { lead_id, outcome, columns }: Fields = typeof item === "object" ? { ...item } : {};
  return { leadId: Number(lead_id), outcome: String(outcome), columns: itemsOf(columns).filter(isText) };
}

/** Parses seconds or an HTTP date (RFC 9110); proxies send either. */
export function readRetryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header);
  const instant = Date.parse(header);
  return Number.isNaN(instant) ? undefined : Math.max(0, Math.ceil((instant - now) / 1000));
}

function codeByStatus(status: number, message: unknown): ErrorCode {
  if (message === MISSING_MESSAGE) return "ids_missing";
  if (status === 401) return "unauthenticated";
  if (status === 409) return "idempotency_running";
  if (status === 429) return "rate_limited";
  if (status < 300) return "bad_answer";
  return status >= 500 || status === 408 ? "server_error" : "refused";
}

function codeOf(status: number, { type }: Fields, message: unknown): ErrorCode {
  const told = isText(type) && type.startsWith(PROBLEM_PREFIX) ? type.slice(PROBLEM_PREFIX.length) : "";
  const known = SERVER_CODES.find((code) => code === told);
  if (known) return known;
  return told === "" ? codeByStatus(status, message) : "refused";
}

function explain({ status, headers }: RawAnswer, message: unknown): string {
  if (isText(message)) return message;
  const location = headers.get("Location");
  if (location !== null) return `HTTP ${status}: the server redirects to ${location}; use that as url`;
  return status < 300 ? "the answer is not one of this API: is url right?" : `HTTP ${status}`;
}

/** Reads why a request failed. */
export function readFailure(answer: RawAnswer, fields: Fields, now: number): Failure {
  const message = fields["title"] ?? fields["message"] ?? fields["error"];
  const retryAfterSeconds = readRetryAfter(answer.headers.get("Retry-After"), now);
  const requestId = answer.headers.get("X-Request-Id");
  return {
    ok: false,
    code: codeOf(answer.status, fields, message),
    message: explain(answer, message),
    status: answer.status,
    leadIds: itemsOf(fields["lead_ids"] ?? fields["values"])
      .filter(Number.isSafeInteger)
      .map(Number),
    ...(requestId !== null && { requestId }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  };
}

/** Parses an answer. Only a 200 with the counts is a success: a proxy's page is not, whatever its status. */
export function readAnswer(answer: RawAnswer, now: number): Done | Failure {
  const fields = fieldsOf(answer.text);
  const { select_count, insert_count, update_count = 0, delete_count } = fields;
  if (
    answer.status !== 200 ||
    !isCount(select_count) ||
    !isCount(insert_count) ||
    !isCount(update_count) ||
    !isCount(delete_count)
  ) {
    return readFailure(answer, fields, now);
  }
  return {
    ok: true,
    selected: select_count,
    inserted: insert_count,
    updated: update_count,
    deleted: delete_count,
    replayed: answer.headers.get("Idempotency-Replayed") === "true",
    results: itemsOf(fields["results"]).map(toResult),
  };
}
