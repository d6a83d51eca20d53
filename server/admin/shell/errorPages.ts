import type { Middleware } from "koa";
import type { CallState } from "../../http/requestState.ts";
import type { AdminDependencies } from "./dependencies.ts";
import type { Section } from "./frame.ts";
import { renderError } from "./renderError.ts";
import { defaultSite } from "./site.ts";
import { chosenZone } from "./timeZoneCookie.ts";

/** Shows a page to whoever asked for one at an address that has none; programs are answered as the API answers. */
export function errorPages(parts: AdminDependencies, sections: readonly Section[]): Middleware<CallState> {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      if (!ctx.get("Accept").toLowerCase().includes("text/html")) throw error;
      const site = defaultSite(ctx, parts);
      const visitor = { site, user: null, zone: chosenZone(ctx), now: parts.clock(), notice: null };
      await renderError(ctx, parts, sections, visitor, error);
    }
  };
}
