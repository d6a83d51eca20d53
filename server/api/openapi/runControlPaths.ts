import { phrase } from "../../lib/phrase.ts";
import { json, ref } from "./references.ts";
import {
  bodyProblems,
  CREATED,
  ID,
  IDEMPOTENCY_KEY,
  LATE,
  operation,
  REPEATED,
  type RunOperation,
  runAnswer,
  UNKNOWN,
} from "./runOperation.ts";
import type { Operation, Paths } from "./types.ts";

/** Paths that start, pause, resume, stop and undo runs. */

function steering(
  control: "start" | "pause" | "resume" | "stop",
  summary: string,
  description: string,
  more: Partial<RunOperation> = {},
): Operation {
  return operation({
    id: `${control}Run`,
    summary,
    description,
    scope: "restore",
    answers: { "200": runAnswer("The run as it is now.") },
    problems: [UNKNOWN, LATE],
    ...more,
  });
}

const withId = (path: string, post: Operation): Paths => ({
  [`/leads/runs/{id}/${path}`]: { parameters: [ID], post },
});

/** Returns the paths that control runs. */
export function runControlPaths(bodyLimitBytes: number): Paths {
  const startBody = { required: false, content: json(ref("StartRequest")) };
  const body = bodyProblems(bodyLimitBytes);
  const UNDO = operation({
    id: "undoRun",
    summary: phrase("Undo a run"),
    description: phrase(
      "Creates a run in the other direction, with the leads that the run moved. Leads that changed since are skipped unless you decide otherwise.",
    ),
    scope: "archive",
    parameters: [IDEMPOTENCY_KEY],
    body: startBody,
    answers: { "202": CREATED },
    problems: [UNKNOWN, LATE, ...body, REPEATED],
  });
  return {
    ...withId(
      "start",
      steering(
        "start",
        phrase("Start a run"),
        phrase("Starts a run that is ready. Fields of the body replace its settings."),
        {
          body: startBody,
          problems: [UNKNOWN, LATE, ...body],
        },
      ),
    ),
    ...withId(
      "pause",
      steering(
        "pause",
        phrase("Pause a run"),
        phrase("The batch under way is finished. Sent again, it changes nothing."),
      ),
    ),
    ...withId("resume", steering("resume", phrase("Resume a run"), phrase("Continues a paused run."))),
    ...withId(
      "stop",
      steering(
        "stop",
        phrase("Stop a run"),
        phrase("Ends a run for good. Leads that were moved stay moved."),
      ),
    ),
    ...withId("undo", UNDO),
  };
}
