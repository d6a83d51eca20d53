import type { Fault, FaultCode } from "../errors.ts";
import { type Answer, answerFault } from "./contract.ts";

export const PROBLEM_TYPE = "application/problem+json";

/** Tests whether the caller accepts errors in the format of RFC 9457. Successful answers keep their format. */
export function wantsProblem(accept: string): boolean {
  return accept.toLowerCase().includes(PROBLEM_TYPE);
}

/**
 * Converts an error answer to the format of RFC 9457.
 *
 * @param code fault code, stable for programs
 */
export function asProblem({ status, body }: Answer, code: string, requestId: string): Answer {
  // The oldest dialect names the message `error`.
  const { message, error, ...facts } = body;
  return {
    status,
    body: {
      type: `urn:vicidial-dearchive:problem:${code}`,
      title: message ?? error,
      status,
      request_id: requestId,
      ...facts,
    },
  };
}

/** Statuses that differ from the documented contract's, which answers these faults with 500. */
const OWN_STATUS: Readonly<Partial<Record<FaultCode, number>>> = {
  body_malformed: 400,
  tables_locked: 503,
  connection_lost: 503,
};

/** Returns what a program needs to correct the request, besides the message. */
function factsOf(fault: Fault, body: Answer["body"]): Answer["body"] {
  switch (fault.code) {
    case "ids_not_integer":
    case "ids_duplicate":
      return { lead_ids: body["lead_ids"] };
    case "search_invalid":
      return { field: fault.field };
    case "fields_invalid":
      return { errors: fault.errors };
    case "search_unindexed":
      return { indexed_fields: fault.fields };
    default:
      return {};
  }
}

/** Returns the problem document for a fault on a path beyond the documented contract. */
export function problemOf(fault: Fault, requestId: string): Answer {
  const { status, body } = answerFault(fault, { dialect: "current", direction: "dearchive" }, requestId);
  const answer = {
    status: OWN_STATUS[fault.code] ?? status,
    body: { message: body["message"], ...factsOf(fault, body) },
  };
  return asProblem(answer, fault.code, requestId);
}
