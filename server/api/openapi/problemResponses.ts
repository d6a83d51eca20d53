import type { Fault } from "../../errors.ts";
import { stringifyBody } from "../json/rawJson.ts";
import { PROBLEM_TYPE, problemOf } from "../problem.ts";
import { RATE_LIMIT, REQUEST_ID, RETRY_AFTER } from "./headers.ts";
import { ref } from "./references.ts";
import type { Response, Responses } from "./types.ts";

/** A fault of a path beyond the documented contract. */
export interface DescribedProblem {
  readonly fault: Fault;
  readonly description: string;
}

const WAITS: ReadonlySet<string> = new Set([
  "office_hours",
  "rate_limited",
  "tables_locked",
  "connection_lost",
]);

/** Groups faults by status. The first fault of a status is its example. */
function byStatus(problems: readonly DescribedProblem[]): ReadonlyMap<number, readonly DescribedProblem[]> {
  const statuses = new Map<number, readonly DescribedProblem[]>();
  for (const problem of problems) {
    const { status } = problemOf(problem.fault, "");
    statuses.set(status, [...(statuses.get(status) ?? []), problem]);
  }
  return statuses;
}

function exampleOf(fault: Fault): unknown {
  return JSON.parse(stringifyBody(problemOf(fault, "0f8fad5b-d9cb-469f-a165-70867728950e").body));
}

/** Returns the refusals of a path beyond the documented contract by status: problem documents, or words. */
export function problemResponses(problems: readonly DescribedProblem[], form: "problem" | "word"): Responses {
  const responseOf = (faults: readonly DescribedProblem[]): Response => {
    const [{ fault } = { fault: undefined }] = faults;
    const isKeyKnown = fault?.code !== "unauthenticated";
    return {
      description: faults.map(({ description }) => description).join(" "),
      headers: {
        ...REQUEST_ID,
        ...(isKeyKnown && RATE_LIMIT),
        ...(faults.some((each) => WAITS.has(each.fault.code)) && RETRY_AFTER),
        ...(!isKeyKnown && {
          "WWW-Authenticate": { description: "Names the scheme.", schema: { type: "string" } },
        }),
      },
      content:
        form === "word"
          ? { "text/plain": { schema: { type: "string" }, example: fault?.code } }
          : {
              [PROBLEM_TYPE]: {
                schema: ref("Problem"),
                ...(fault && { example: exampleOf(fault) }),
              },
            },
    };
  };
  return Object.fromEntries(
    [...byStatus(problems)].map(([status, faults]) => [String(status), responseOf(faults)]),
  );
}

/** Faults that any request with a key can meet. */
export function commonProblems(scope: string): readonly DescribedProblem[] {
  return [
    {
      fault: { code: "unauthenticated", reason: "unknown_key" },
      description: "The key is not valid. The server's log names the reason.",
    },
    {
      fault: { code: "scope_missing", scope },
      description: "The key does not have the scope that the path needs.",
    },
    {
      fault: { code: "rate_limited", retryAfterSeconds: 30 },
      description: "The key has no requests left in this minute.",
    },
    {
      fault: { code: "schema_drift", detail: "a lead table, or a column of it, is missing" },
      description: "The server could not process the request. No lead is lost.",
    },
    {
      fault: { code: "connection_lost" },
      description: "The database does not answer, or a table is locked. Send the same request again.",
    },
  ];
}
