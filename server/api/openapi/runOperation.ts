import { phrase } from "../../lib/phrase.ts";
import { header, RATE_LIMIT, REQUEST_ID } from "./headers.ts";
import { commonProblems, type DescribedProblem, problemResponses } from "./problemResponses.ts";
import { json, ref } from "./references.ts";
import { RUN_EXAMPLE } from "./runExamples.ts";
import type { Headers, Operation, Parameter, Response } from "./types.ts";
import { withCode } from "./withCode.ts";

/** What the operations of runs have in common. */

export const ID: Parameter = {
  name: "id",
  in: "path",
  required: true,
  description: "The run.",
  schema: { type: "integer" },
};

export const IDEMPOTENCY_KEY: Parameter = {
  name: "Idempotency-Key",
  in: "header",
  description: withCode(
    phrase("Makes a retry safe: a repeated request gets the run that the first one created, with %1s."),
    "Idempotency-Replayed: true",
  ),
  schema: { type: "string", maxLength: 255 },
};

export const ANSWER_HEADERS: Headers = { ...REQUEST_ID, ...RATE_LIMIT };
const RUN_HEADERS: Headers = {
  ...ANSWER_HEADERS,
  Location: header("The run's path.", RUN_EXAMPLE.links.self),
};

export const runAnswer = (description: string, headers: Headers = RUN_HEADERS): Response => ({
  description,
  headers,
  content: json(ref("Run"), RUN_EXAMPLE),
});

export const CREATED = runAnswer("The run. It is checked now.", {
  ...RUN_HEADERS,
  "Idempotency-Replayed": header(
    withCode(phrase("%1s if an earlier request created the run."), "true"),
    "true",
  ),
});

export const UNKNOWN: DescribedProblem = {
  fault: { code: "run_unknown" },
  description: "There is no such run, or it belongs to another user.",
};
export const LATE: DescribedProblem = {
  fault: { code: "run_state", state: "done", action: "paused" },
  description: "The run's state does not allow this.",
};
export const INVALID: DescribedProblem = {
  fault: {
    code: "fields_invalid",
    errors: [
      { field: "speed_limit", message: "must be a whole number of leads per second from 1 to 100000" },
    ],
  },
  description: "Fields are missing, unknown or wrong: `errors` lists all of them.",
};

export function bodyProblems(bodyLimitBytes: number): readonly DescribedProblem[] {
  return [
    INVALID,
    {
      fault: {
        code: "body_malformed",
        detail: "Unexpected end of content. Path 'lead_ids', line 1, position 9.",
      },
      description: "The body is not valid JSON. The message gives the position.",
    },
    { fault: { code: "body_too_large", limitBytes: bodyLimitBytes }, description: "The body is too large." },
    { fault: { code: "body_not_json" }, description: "The Content-Type is not JSON." },
  ];
}

export const REPEATED: DescribedProblem = {
  fault: { code: "idempotency_reused" },
  description: "The Idempotency-Key was used for a different request.",
};

export interface RunOperation {
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  readonly scope: string;
  readonly parameters?: readonly Parameter[];
  readonly body?: Operation["requestBody"];
  readonly answers: Operation["responses"];
  readonly problems: readonly DescribedProblem[];
}

/** Describes an operation, with the refusals that every request with a key can meet. */
export function operation({ id, body, answers, problems, scope, ...facts }: RunOperation): Operation {
  return {
    operationId: id,
    ...facts,
    tags: ["runs"],
    security: [{ apiKey: [] }],
    ...(body && { requestBody: body }),
    responses: { ...answers, ...problemResponses([...problems, ...commonProblems(scope)], "problem") },
  };
}
