import type { Middleware, ParameterizedContext } from "koa";
import type { Logger } from "pino";
import type { Fault } from "../errors.ts";
import type { RequestState, ResponseStyle } from "../http/requestState.ts";
import { faultOf, logUnexpected } from "../http/thrownErrors.ts";
import { type Answer, answerFault, answerUnexpected } from "./contract.ts";
import { stringifyBody } from "./json/rawJson.ts";
import { asProblem, PROBLEM_TYPE, problemOf, wantsProblem } from "./problem.ts";

function write(ctx: ParameterizedContext, status: number, json: string, type: string): void {
  ctx.status = status;
  ctx.type = type;
  ctx.body = json;
}

/** Writes the answer to a successful request, which holds no raw JSON. */
export function sendResult(ctx: ParameterizedContext, { status, body }: Answer): void {
  write(ctx, status, JSON.stringify(body), "application/json");
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

function sendError(ctx: ParameterizedContext<RequestState>, answer: Answer, code: string): void {
  const { message, error } = answer.body;
  ctx.state.answerMessage = String(message ?? error ?? "");
  const isProblem = wantsProblem(ctx.get("Accept"));
  const { status, body } = isProblem ? asProblem(answer, code, ctx.state.requestId) : answer;
  write(ctx, status, stringifyBody(body), isProblem ? PROBLEM_TYPE : "application/json");
}

/** Answers an error of a path beyond the documented contract. */
function sendOwnError(
  ctx: ParameterizedContext<RequestState>,
  form: "problem" | "word",
  problem: Answer,
  code: string,
): void {
  ctx.state.answerMessage = String(problem.body["title"]);
  if (form === "word") write(ctx, problem.status, code, "text/plain");
  else write(ctx, problem.status, stringifyBody(problem.body), PROBLEM_TYPE);
}

/** Turns every thrown error into an answer. An unexpected error gets a constant message and the request id. */
export function answerErrors(logger: Logger, clock: () => Date): Middleware<RequestState> {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      const { requestId, responseStyle = styleOfPath(ctx.path), errorForm } = ctx.state;
      const fault = faultOf(error);
      if (fault) {
        ctx.state.fault = fault;
        ctx.state.faultCode = fault.code;
        ctx.set(headersOf(fault, clock()));
        if (errorForm) return sendOwnError(ctx, errorForm, problemOf(fault, requestId), fault.code);
        return sendError(ctx, answerFault(fault, responseStyle, requestId), fault.code);
      }
      ctx.state.faultCode = "internal";
      logUnexpected(logger, requestId, error);
      const answer = answerUnexpected(requestId, responseStyle);
      if (errorForm) {
        const { status, body } = answer;
        const problem = asProblem({ status, body: { message: body["message"] } }, "internal", requestId);
        return sendOwnError(ctx, errorForm, problem, "internal");
      }
      sendError(ctx, answer, "internal");
    }
  };
}
