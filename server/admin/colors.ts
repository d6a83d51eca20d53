import type { RouterContext } from "@koa/router";
import type { CallState } from "../api/call.ts";
import { fail } from "../errors.ts";
import { styleSheetOf } from "./palette.ts";
import type { AdminParts } from "./parts.ts";
import { placeOf } from "./place.ts";

/**
 * The installation's colours as a style sheet of its own: the policy of the pages allows none inside them. No secret, and
 * public, for the documentation wears them too. Whoever names a version may keep it.
 */
export function colorsSheet(parts: AdminParts) {
  return async (ctx: RouterContext<CallState>): Promise<void> => {
    const { customer } = placeOf(ctx, parts) ?? fail({ code: "not_found" });
    ctx.body = styleSheetOf(await customer.readColors());
    ctx.type = "css";
    ctx.set("Cache-Control", ctx.query["v"] === undefined ? "no-cache" : "private, max-age=86400");
    ctx.set("X-Content-Type-Options", "nosniff");
  };
}
