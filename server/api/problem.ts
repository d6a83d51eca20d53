import type { Answer } from "./contract.ts";

const PROBLEM_TYPE = "application/problem+json";

/** Whether a caller asks for errors as RFC 9457 says; success stays what it is. */
export function wantsProblem(accept: string): boolean {
  return accept.toLowerCase().includes(PROBLEM_TYPE);
}

/**
 * An error in the form of RFC 9457, with the same facts.
 *
 * @param code our name for the kind of fault, stable for programs
 */
export function asProblem({ status, body }: Answer, code: string, requestId: string): Answer {
  // The oldest generation calls the message `error`.
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

export { PROBLEM_TYPE };
