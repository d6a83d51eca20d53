import type { Fault } from "../../errors.ts";
import { DIALECTS, type Dialect } from "../../http/requestState.ts";
import type { DirectionName } from "../../leads/tables/direction.ts";
import { phrase } from "../../lib/phrase.ts";
import { answerFault } from "../contract.ts";
import { stringifyBody } from "../json/rawJson.ts";
import { header, RATE_LIMIT, REQUEST_ID, RETRY_AFTER } from "./headers.ts";
import { anyRef, refusalName } from "./references.ts";
import type { Headers, Response, Responses } from "./types.ts";

/** A refusal of a request. Its status and body come from the contract, so they cannot become outdated. */
interface DescribedFault {
  readonly fault: Fault;
  readonly description: string;
  readonly headers?: Headers;
  /** Refused before the key is known, so always in the format of the path. */
  readonly precedesKey?: boolean;
}

/** Needs an entry for every status of a refusal. The first entry of a status is its example. */
function describedFaults(direction: DirectionName, bodyLimitBytes: number): readonly DescribedFault[] {
  const detail =
    "Unexpected character encountered while parsing number: s. Path 'lead_ids[97]', line 104, position 5.";
  return [
    {
      fault: { code: "unauthenticated", reason: "unknown_key" },
      description: phrase("The key is not valid. The server's log names the reason."),
      headers: {
        ...REQUEST_ID,
        "WWW-Authenticate": header(phrase("Names the scheme."), 'Key realm="vicidial-dearchive"'),
      },
      precedesKey: true,
    },
    {
      fault: { code: "office_hours", rule: "office", until: null },
      description: "The office hours do not allow requests now.",
      headers: RETRY_AFTER,
    },
    {
      fault: { code: "scope_missing", scope: direction === "archive" ? "archive" : "restore" },
      description: "The key does not have the scope that the path needs.",
    },
    { fault: { code: "ids_missing", ids: [0] }, description: "Leads do not exist. Nothing was changed." },
    { fault: { code: "flag_not_boolean", flag: "insert" }, description: "`insert_leads` is not a boolean." },
    ...(direction === "archive"
      ? ([
          {
            fault: { code: "flag_not_boolean", flag: "update" },
            description: "`update_leads` is not a boolean.",
          },
        ] as const)
      : []),
    { fault: { code: "flag_not_boolean", flag: "delete" }, description: "`delete_leads` is not a boolean." },
    {
      fault: { code: "ids_not_integer", values: ['"0"'] },
      description: "`lead_ids` contains values that are not integers.",
    },
    { fault: { code: "ids_empty" }, description: "`lead_ids` is missing, empty or not an array." },
    {
      fault: { code: "ids_over_limit", limit: 500 },
      description: "`lead_ids` contains more values than the key allows.",
    },
    { fault: { code: "ids_duplicate", ids: [0] }, description: "`lead_ids` contains a value twice." },
    {
      fault: { code: "idempotency_running" },
      description: "The first request with this Idempotency-Key is still running.",
      headers: RETRY_AFTER,
    },
    { fault: { code: "body_too_large", limitBytes: bodyLimitBytes }, description: "The body is too large." },
    { fault: { code: "body_not_json" }, description: "The Content-Type is not JSON." },
    ...(direction === "archive"
      ? ([
          {
            fault: { code: "leads_in_use", ids: [1002], counts: ["on_call 1"] },
            description: "Leads are in use in a way that the request wants to be refused for.",
          },
        ] as const)
      : []),
    {
      fault: { code: "fields_invalid", errors: [{ field: "Prefer", message: "…" }] },
      description: "The preference `refuse` is not valid.",
    },
    {
      fault: { code: "idempotency_reused" },
      description: "The Idempotency-Key was used for a different request.",
    },
    {
      fault: { code: "rate_limited", retryAfterSeconds: 30 },
      description: "The key has no requests left in this minute.",
      headers: RETRY_AFTER,
    },
    {
      fault: { code: "body_malformed", detail },
      description:
        "The body is not valid JSON (the message gives the position), or the server could not process the request. No lead is lost.",
      headers: RETRY_AFTER,
    },
  ];
}

function exampleOf(fault: Fault, dialect: Dialect, direction: DirectionName): unknown {
  return JSON.parse(stringifyBody(answerFault(fault, { dialect, direction }, "REQUEST-ID").body));
}

/** The faults of one status, and the dialects in which it is sent. */
interface Meaning {
  readonly faults: readonly DescribedFault[];
  readonly dialects: readonly Dialect[];
}

/** Returns the dialects of a path, its own first. */
export function dialectsOf(isOlder: boolean): readonly Dialect[] {
  const own: Dialect = isOlder ? "http_code" : "current";
  return [own, ...DIALECTS.filter((dialect) => dialect !== own)];
}

function meaningsOf(
  direction: DirectionName,
  dialects: readonly Dialect[],
  bodyLimitBytes: number,
): ReadonlyMap<number, Meaning> {
  const meanings = new Map<number, Meaning>();
  for (const dialect of dialects) {
    for (const described of describedFaults(direction, bodyLimitBytes)) {
      if (described.precedesKey && dialect !== dialects[0]) continue;
      const { status } = answerFault(described.fault, { dialect, direction }, "");
      const { faults, dialects: known } = meanings.get(status) ?? { faults: [], dialects: [] };
      const isKnown = faults.some(({ description }) => description === described.description);
      meanings.set(status, {
        faults: isKnown ? faults : [...faults, described],
        dialects: known.includes(dialect) ? known : [...known, dialect],
      });
    }
  }
  return meanings;
}

function responseOf({ faults, dialects }: Meaning, direction: DirectionName): Response {
  const [dialect = "current"] = dialects;
  const example = faults[0] && exampleOf(faults[0].fault, dialect, direction);
  return {
    description: faults.map(({ description }) => description).join(" "),
    headers: Object.assign(
      {},
      ...faults.map(({ headers = {}, precedesKey }) => ({
        ...REQUEST_ID,
        ...(!precedesKey && RATE_LIMIT),
        ...headers,
      })),
    ),
    content: {
      "application/json": { schema: anyRef(dialects.map(refusalName)), example },
      "application/problem+json": { schema: anyRef(["Problem"]) },
    },
    "x-response-formats": dialects,
  };
}

/** Returns the refusals of a path by status, in every response format that a key can have. */
export function refusals(direction: DirectionName, isOlder: boolean, bodyLimitBytes: number): Responses {
  const meanings = meaningsOf(direction, dialectsOf(isOlder), bodyLimitBytes);
  return Object.fromEntries(
    [...meanings].map(([status, meaning]) => [String(status), responseOf(meaning, direction)]),
  );
}

/** The refusal of other paths that need a key. */
export const UNAUTHENTICATED: Response = (() => {
  const [unauthenticated] = describedFaults("dearchive", 0).filter(({ precedesKey }) => precedesKey);
  return responseOf({ faults: unauthenticated ? [unauthenticated] : [], dialects: ["current"] }, "dearchive");
})();
