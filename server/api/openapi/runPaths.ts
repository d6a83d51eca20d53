import { phrase } from "../../lib/phrase.ts";
import { RUN_STATES } from "../../runs/run.ts";
import { RUN_OUTCOMES } from "../../runs/runOutcome.ts";
import { MOST_LEADS } from "../../runs/work/collectLimits.ts";
import { NDJSON } from "../runs/listRunLeads.ts";
import { json, ref } from "./references.ts";
import { runControlPaths } from "./runControlPaths.ts";
import { RUN_LEADS_EXAMPLE, RUN_REQUEST_EXAMPLE, RUNS_EXAMPLE } from "./runExamples.ts";
import {
  ANSWER_HEADERS,
  bodyProblems,
  CREATED,
  ID,
  IDEMPOTENCY_KEY,
  INVALID,
  operation,
  REPEATED,
  runAnswer,
  UNKNOWN,
} from "./runOperation.ts";
import type { Parameter, Paths } from "./types.ts";
import { withCode } from "./withCode.ts";

/** Paths of runs. */

const limit = (usual: number, most: number): Parameter => ({
  name: "limit",
  in: "query",
  description: phrase("The most entries of a page."),
  schema: { type: "integer", minimum: 1, maximum: most, default: usual },
});

const AFTER: Parameter = {
  name: "after",
  in: "query",
  description: withCode(phrase("The %1s of the page before."), "next"),
  schema: { type: "string" },
};

/** Returns the paths of runs. */
export function runPaths(bodyLimitBytes: number): Paths {
  const body = bodyProblems(bodyLimitBytes);
  const CREATE = operation({
    id: "createRun",
    summary: phrase("Create a run"),
    description: withCode(
      phrase(
        "A run moves up to %1s leads in the background, in batches, with a check before. It is the same run as on the pages: people can see it, pause it and undo it there.",
      ),
      MOST_LEADS,
    ),
    scope: "restore",
    parameters: [IDEMPOTENCY_KEY],
    body: { required: true, content: json(ref("RunRequest"), RUN_REQUEST_EXAMPLE) },
    answers: { "202": CREATED },
    problems: [...body, REPEATED],
  });
  const LIST = operation({
    id: "listRuns",
    summary: phrase("List runs"),
    description: phrase(
      "The runs of the key's user, newest first. A user who may access every list gets all runs.",
    ),
    scope: "read",
    parameters: [
      {
        name: "state",
        in: "query",
        description: phrase("Only runs in this state."),
        schema: { type: "string", enum: RUN_STATES },
      },
      limit(50, 200),
      AFTER,
    ],
    answers: {
      "200": {
        description: "A page of runs.",
        headers: ANSWER_HEADERS,
        content: json(ref("Runs"), RUNS_EXAMPLE),
      },
    },
    problems: [INVALID],
  });
  const READ = operation({
    id: "readRun",
    summary: phrase("Read a run"),
    description: phrase(
      "State, progress, counts that add up, what holds it, and when it is expected to end.",
    ),
    scope: "read",
    answers: { "200": runAnswer("The run.") },
    problems: [UNKNOWN],
  });
  const LEADS = operation({
    id: "listRunLeads",
    summary: phrase("List the outcome of each lead"),
    description: withCode(
      phrase(
        "The leads that were handled so far, as far as the key's user may access them. With %1s, all in one answer, one JSON object a line.",
      ),
      `Accept: ${NDJSON}`,
    ),
    scope: "read",
    parameters: [
      {
        name: "outcome",
        in: "query",
        description: phrase("Only leads with this outcome."),
        schema: { type: "string", enum: RUN_OUTCOMES },
      },
      limit(500, 5000),
      AFTER,
    ],
    answers: {
      "200": {
        description: "A page of leads, or all of them as lines of JSON.",
        headers: ANSWER_HEADERS,
        content: { ...json(ref("RunLeads"), RUN_LEADS_EXAMPLE), [NDJSON]: { schema: { type: "string" } } },
      },
    },
    problems: [UNKNOWN, INVALID],
  });
  return {
    "/leads/runs": { get: LIST, post: CREATE },
    "/leads/runs/{id}": { parameters: [ID], get: READ },
    "/leads/runs/{id}/leads": { parameters: [ID], get: LEADS },
    ...runControlPaths(bodyLimitBytes),
  };
}
