import { randomUUID } from "node:crypto";
import type { Middleware } from "koa";
import type { CallState } from "./requestState.ts";

/** What a proxy may hand on: anything else, such as an API key, must not get into logs. */
const SANE = /^[A-Za-z0-9._-]{8,64}$/;

/** Gives every call an id, or keeps the proxy's: it stands in the answer, in the log and in the history. */
export const requestId: Middleware<CallState> = async (ctx, next) => {
  const handed = ctx.get("X-Request-Id");
  ctx.state.requestId = SANE.test(handed) && !handed.includes("vda_") ? handed : randomUUID();
  ctx.set("X-Request-Id", ctx.state.requestId);
  await next();
};
