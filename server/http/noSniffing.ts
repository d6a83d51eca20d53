import type { Middleware } from "koa";

/** Keeps browsers from guessing a type other than the one of the answer, which may repeat what a caller sent. */
export const noSniffing: Middleware = async (ctx, next) => {
  ctx.set("X-Content-Type-Options", "nosniff");
  await next();
};
