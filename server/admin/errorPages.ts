import type { Middleware } from "koa";
import type { CallState } from "../api/call.ts";
import type { Section } from "./frame.ts";
import type { AdminParts } from "./parts.ts";
import { defaultPlace } from "./place.ts";
import { renderError } from "./renderError.ts";
import { chosenZone } from "./zone.ts";

/** Shows a page to whoever asked for one at an address that has none; programs are answered as the API answers. */
export function errorPages(parts: AdminParts, sections: readonly Section[]): Middleware<CallState> {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      const isPage =
        ctx.path.startsWith("/vicidial/dearchive/") && ctx.get("Accept").toLowerCase().includes("text/html");
      if (!isPage) throw error;
      const place = defaultPlace(ctx, parts);
      const visitor = { place, user: null, zone: chosenZone(ctx), now: parts.clock(), notice: null };
      await renderError(ctx, parts, sections, visitor, error);
    }
  };
}
