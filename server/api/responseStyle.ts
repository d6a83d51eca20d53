import type { Middleware } from "koa";
import type { CallState, Manner } from "../http/requestState.ts";

/** The previous generation's paths say `lead`, today's say `leads`. */
function mannerOf(path: string): Manner {
  return {
    dialect: /^\/vicidial\/lead(\/|$)/.test(path) ? "http_code" : "current",
    direction: /^\/vicidial\/leads?\/archive(\/|$)/.test(path) ? "archive" : "dearchive",
  };
}

/** Decides by the path how a call is answered; the caller's key may change the dialect later. */
export const chooseManner: Middleware<CallState> = async (ctx, next) => {
  ctx.state.manner = mannerOf(ctx.path);
  await next();
};
