import type { Answer } from "./contract.ts";

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
