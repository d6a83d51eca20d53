import type { Middleware, ParameterizedContext } from "koa";
import type { Logger } from "pino";
import { describeFailure, explainFailure, isLockNotHad, isUnreachable } from "../db/databaseErrors.ts";
import { DearchiveError, type Fault } from "../errors.ts";
import type { CallState } from "../http/requestState.ts";
import { DeadlinePassed } from "../lib/deadline.ts";
import { send } from "./answer.ts";
import { type Answer, answerFault, answerUnexpected } from "./contract.ts";
import { asProblem, PROBLEM_TYPE, wantsProblem } from "./problem.ts";

/** Headers that go with a fault, whatever the dialect. */
function headersOf(fault: Fault, now: Date): Record<string, string> {
  switch (fault.code) {
    case "unauthenticated":
      return { "WWW-Authenticate": 'Key realm="vicidial-dearchive"' };
    case "office_hours": {
      const seconds = fault.until && Math.max(1, Math.ceil((fault.until.getTime() - now.getTime()) / 1000));
      return seconds ? { "Retry-After": String(seconds) } : {};
    }
    case "rate_limited":
      return { "Retry-After": String(fault.retryAfterSeconds) };
    case "idempotency_running":
      return { "Retry-After": "2" };
    case "tables_locked":
    case "connection_lost":
      return { "Retry-After": "5" };
    // The server looks for unfinished batches every 30 s.
    case "interrupted":
      return { "Retry-After": "30" };
    case "method_not_allowed":
      return { Allow: fault.allowed.join(", ") };
    default:
      return {};
  }
}

/**
 * The fault that an error stands for. An outage is no bug: callers are told that they may come back. What middleware of
 * others throws for the caller to see is koa-static's refusal of a path that leads out of its folder, or that cannot be
 * decoded: nothing is there.
 */
export function faultOf(error: unknown): Fault | undefined {
  if (error instanceof DearchiveError) return error.fault;
  if (isUnreachable(error) || error instanceof DeadlinePassed) return { code: "connection_lost" };
  if (isLockNotHad(error)) return { code: "tables_locked" };
  const isForCaller = error instanceof Error && "expose" in error && error.expose === true;
  return isForCaller ? { code: "not_found" } : undefined;
}

function sendError(ctx: ParameterizedContext<CallState>, answer: Answer, code: string): void {
  if (wantsProblem(ctx.get("Accept"))) send(ctx, asProblem(answer, code, ctx.state.requestId), PROBLEM_TYPE);
  else send(ctx, answer);
}

/** Where a stack was thrown: the message is left out, for a database's holds the statement with its values. */
function stackOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return error.stack
    ?.split("\n")
    .filter((line) => line.startsWith("    at "))
    .join("\n");
}

/** Tells the operator of an error that nobody foresaw; the caller is told the request's id. */
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

/** The one place where whatever was thrown becomes an answer. What we do not know answers a constant. */
export function answerErrors(logger: Logger, clock: () => Date): Middleware<CallState> {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      const fault = faultOf(error);
      if (fault) {
        ctx.state.fault = fault;
        ctx.state.faultCode = fault.code;
        ctx.set(headersOf(fault, clock()));
        sendError(ctx, answerFault(fault, ctx.state.responseStyle, ctx.state.requestId), fault.code);
        return;
      }
      ctx.state.faultCode = "internal";
      logUnexpected(logger, ctx.state.requestId, error);
      sendError(ctx, answerUnexpected(ctx.state.requestId, ctx.state.responseStyle), "internal");
    }
  };
}
