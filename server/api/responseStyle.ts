import type { Middleware } from "koa";
import type { CallState, ResponseStyle } from "../http/requestState.ts";

/** The previous generation's paths say `lead`, today's say `leads`. */
function responseStyleOf(path: string): ResponseStyle {
  return {
    dialect: /^\/vicidial\/lead(\/|$)/.test(path) ? "http_code" : "current",
    direction: /^\/vicidial\/leads?\/archive(\/|$)/.test(path) ? "archive" : "dearchive",
  };
}

/** Decides by the path how a call is answered; the caller's key may change the dialect later. */
export const chooseResponseStyle: Middleware<CallState> = async (ctx, next) => {
  ctx.state.responseStyle = responseStyleOf(ctx.path);
  await next();
};
