import type { Middleware, ParameterizedContext } from "koa";
import type { Logger } from "pino";
import type { Fault } from "../errors.ts";
import type { CallState, ResponseStyle } from "../http/requestState.ts";
import { faultOf, logUnexpected } from "../http/thrownErrors.ts";
import { type Answer, answerFault, answerUnexpected } from "./contract.ts";
import { stringifyBody } from "./json/rawJson.ts";
import { asProblem, PROBLEM_TYPE, wantsProblem } from "./problem.ts";

/** Writes an answer of the contract. */
export function send(ctx: ParameterizedContext, answer: Answer, type = "application/json"): void {
  ctx.status = answer.status;
  ctx.type = type;
  ctx.body = stringifyBody(answer.body);
}

/** Headers of a fault, the same in every dialect. */
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

/** The style for errors before a route matched. Paths with `lead` belong to the previous generation. */
function styleOfPath(path: string): ResponseStyle {
  return {
    dialect: /^\/vicidial\/lead(\/|$)/.test(path) ? "http_code" : "current",
    direction: /^\/vicidial\/leads?\/archive(\/|$)/.test(path) ? "archive" : "dearchive",
  };
}

function sendError(ctx: ParameterizedContext<CallState>, answer: Answer, code: string): void {
  if (wantsProblem(ctx.get("Accept"))) send(ctx, asProblem(answer, code, ctx.state.requestId), PROBLEM_TYPE);
  else send(ctx, answer);
}

/** Turns every thrown error into an answer. An unexpected error gets a constant message and the request id. */
export function answerErrors(logger: Logger, clock: () => Date): Middleware<CallState> {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      const { requestId, responseStyle = styleOfPath(ctx.path) } = ctx.state;
      const fault = faultOf(error);
      if (fault) {
        ctx.state.fault = fault;
        ctx.state.faultCode = fault.code;
        ctx.set(headersOf(fault, clock()));
        sendError(ctx, answerFault(fault, responseStyle, requestId), fault.code);
        return;
      }
      ctx.state.faultCode = "internal";
      logUnexpected(logger, requestId, error);
      sendError(ctx, answerUnexpected(requestId, responseStyle), "internal");
    }
  };
}
