import { randomUUID } from "node:crypto";
import type { Middleware } from "koa";
import type { CallState } from "./requestState.ts";

/** Accept a proxy's id only in this form: other text, such as an API key, must not reach the logs. */
const SAFE_ID = /^[A-Za-z0-9._-]{8,64}$/;

/**
 * Sets the headers that every answer carries. The request id, the proxy's or a new one, also appears in the log and in the
 * history. `nosniff` keeps browsers from guessing a content type: an answer may repeat text that the caller sent.
 */
export const standardHeaders: Middleware<CallState> = async (ctx, next) => {
  const sentId = ctx.get("X-Request-Id");
  ctx.state.requestId = SAFE_ID.test(sentId) && !sentId.includes("vda_") ? sentId : randomUUID();
  ctx.set({ "X-Request-Id": ctx.state.requestId, "X-Content-Type-Options": "nosniff" });
  await next();
};
