import { answerFault } from "../../api/contract.ts";
import { stringifyBody } from "../../api/json/rawJson.ts";
import { asProblem } from "../../api/problem.ts";
import type { Fault } from "../../errors.ts";
import { DEFAULT_LEAD_LIMIT } from "../../keys/keySettings.ts";
import { phrase } from "../../lib/phrase.ts";
import { prettyJson } from "./prettyJson.ts";

/** A refusal as the documentation page shows it. */
interface DocumentedRefusal {
  readonly status: number;
  readonly message: string;
  /** What the reader can do about it. */
  readonly fix: string;
}

const STYLE = { dialect: "current", direction: "archive" } as const;

/** The refusals of a request with what to do, in the order in which they are checked. */
function faults(bodyLimitBytes: number): readonly (readonly [Fault, string])[] {
  const flagFix = phrase("Send true or false, without quotes.");
  return [
    [
      { code: "unauthenticated", reason: "unknown_key" },
      phrase(
        "Check the key: it may be mistyped, revoked, expired or used from another address, or its Vicidial user may have lost a right. The server's log names the reason.",
      ),
    ],
    [
      { code: "scope_missing", scope: "restore" },
      phrase("The key may not be used for this. Ask for a key with the scope that the message names."),
    ],
    [
      { code: "rate_limited", retryAfterSeconds: 30 },
      phrase("Wait for the number of seconds in the Retry-After header."),
    ],
    [
      { code: "office_hours", rule: "", until: null },
      phrase("Wait for the number of seconds in the Retry-After header."),
    ],
    [{ code: "body_too_large", limitBytes: bodyLimitBytes }, phrase("Send smaller batches.")],
    [{ code: "body_not_json" }, phrase("Send the header Content-Type: application/json.")],
    [
      { code: "body_malformed", detail: "Unexpected character … Path 'lead_ids[97]', line 104, position 5." },
      phrase("The body is not valid JSON. Correct it at the line and position in the message."),
    ],
    [{ code: "flag_not_boolean", flag: "insert" }, flagFix],
    [
      { code: "flag_not_boolean", flag: "update" },
      phrase("Only when archiving. Send true or false, without quotes."),
    ],
    [{ code: "flag_not_boolean", flag: "delete" }, flagFix],
    [
      { code: "ids_not_integer", values: [] },
      phrase("Send numbers, without quotes. The answer lists the invalid values."),
    ],
    [{ code: "ids_empty" }, phrase("Name at least one lead.")],
    [
      { code: "ids_over_limit", limit: DEFAULT_LEAD_LIMIT },
      phrase("Send smaller batches. The message names your key's limit."),
    ],
    [{ code: "ids_duplicate", ids: [] }, phrase("Name each lead once. The answer lists the duplicates.")],
    [
      { code: "idempotency_running" },
      phrase("The first request is still running. Wait for the number of seconds in the Retry-After header."),
    ],
    [
      { code: "idempotency_reused" },
      phrase("Send the same flags and ids again, or choose a new key for another request."),
    ],
    [
      { code: "ids_missing", ids: [] },
      phrase(
        "These leads are not in the table that they would move from, or not in lists of the key's user. Nothing was changed: leave them out and send the rest again.",
      ),
    ],
    [
      { code: "leads_in_use", ids: [], counts: ["on_call 1"] },
      phrase(
        "Only when archiving with Prefer: refuse. Nothing was changed: leave out the leads that the answer lists, or try later.",
      ),
    ],
    [
      { code: "tables_locked" },
      phrase("Nothing was changed. Wait for the seconds in the Retry-After header."),
    ],
    [
      { code: "connection_lost" },
      phrase("No lead is lost. Send the same request again after the seconds in the Retry-After header."),
    ],
  ];
}

/** Returns the refusals. Takes status and message from the contract, so that the page repeats them exactly. */
export function documentedRefusals(bodyLimitBytes: number): readonly DocumentedRefusal[] {
  return faults(bodyLimitBytes).map(([fault, fix]) => {
    const { status, body } = answerFault(fault, STYLE, "REQUEST-ID");
    return { status, message: String(body["message"]), fix };
  });
}

/** Returns one refusal as it is sent: as plain JSON, and as a problem document. */
export function refusalBodies(): { readonly plain: string; readonly problem: string } {
  const fault: Fault = { code: "ids_missing", ids: [1002] };
  const answer = answerFault(fault, STYLE, "REQUEST-ID");
  // The invalid values are raw JSON, which only the API's own writer renders.
  const pretty = (body: Readonly<Record<string, unknown>>) =>
    prettyJson(Object(JSON.parse(stringifyBody(body))));
  return {
    plain: pretty(answer.body),
    problem: pretty(asProblem(answer, fault.code, "0f8fad5b-d9cb-469f-a165-70867728950e").body),
  };
}
