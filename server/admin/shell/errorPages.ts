import type { Middleware } from "koa";
import type { RequestState } from "../../http/requestState.ts";
import type { AdminDependencies } from "./dependencies.ts";
import type { Section } from "./frame.ts";
import { renderError } from "./renderError.ts";
import { defaultSite } from "./site.ts";
import { chosenZone } from "./timeZoneCookie.ts";

/** Renders an error page for browsers; passes errors of other clients on to the API's error handler. */
export function errorPages(
  dependencies: AdminDependencies,
  sections: readonly Section[],
): Middleware<RequestState> {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      if (!ctx.get("Accept").toLowerCase().includes("text/html")) throw error;
      const site = defaultSite(ctx, dependencies);
      const visitor = { site, user: null, zone: chosenZone(ctx), now: dependencies.clock(), notice: null };
      await renderError(ctx, dependencies, sections, visitor, error);
    }
  };
}
