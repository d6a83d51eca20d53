import type { Logger } from "pino";
import { describeFailure, explainFailure, isLockNotHad, isUnreachable } from "../db/databaseErrors.ts";
import { DearchiveError, type Fault } from "../errors.ts";
import { DeadlinePassed } from "../lib/deadline.ts";

/** How API and pages understand a thrown error. Each renders the fault in its own words. */

/** Returns the fault that an error stands for; undefined for an unexpected error. */
export function faultOf(error: unknown): Fault | undefined {
  if (error instanceof DearchiveError) return error.fault;
  // An outage is not a bug: the caller may try again.
  if (isUnreachable(error) || error instanceof DeadlinePassed) return { code: "connection_lost" };
  if (isLockNotHad(error)) return { code: "tables_locked" };
  // koa-static refuses paths that leave its folder or that cannot be decoded.
  const isForCaller = error instanceof Error && "expose" in error && error.expose === true;
  return isForCaller ? { code: "not_found" } : undefined;
}

/** Returns the stack without the message: a database error's message contains the statement with its values. */
function stackOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return error.stack
    ?.split("\n")
    .filter((line) => line.startsWith("    at "))
    .join("\n");
}

/** Logs an error without a fault. The caller only sees the request id. */
export function logUnexpected(logger: Logger, requestId: string, error: unknown): void {
  const name = error instanceof Error ? error.name : typeof error;
  const facts = {
    request_id: requestId,
    name,
    ...describeFailure(error),
    hint: explainFailure(error),
    stack: stackOf(error),
  };
  logger.error(facts, "unexpected error");
}
