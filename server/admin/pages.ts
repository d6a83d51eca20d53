import type Router from "@koa/router";
import type { CallState } from "../api/call.ts";
import type { AdminPage } from "./adminPage.ts";
import { colorsSheet } from "./colors.ts";
import { docsPage } from "./docs.ts";
import { pageEndpoint } from "./endpoint.ts";
import { historyPage } from "./history.ts";
import { hoursPage } from "./hours.ts";
import { keysPage } from "./keys.ts";
import { overviewPage } from "./overview.ts";
import type { AdminParts } from "./parts.ts";

/** Every page that wants somebody signed in, in the order of the navigation. */
export function pagesOf(parts: AdminParts): readonly AdminPage[] {
  return [overviewPage(parts), keysPage(parts), hoursPage(parts), historyPage(parts)];
}

/** Puts the pages at their addresses: the default customer's below `base`, and each customer's below its name. */
export function routePages(router: Router<CallState>, base: string, parts: AdminParts): void {
  const sections = pagesOf(parts);
  for (const home of [base, `${base}/customers/:customer`]) {
    router.get(`${home}/colors.css`, colorsSheet(parts));
    for (const page of sections) {
      for (const route of page.routes) {
        const register = route.method === "GET" ? router.get : router.post;
        register.call(
          router,
          `${home}${page.path}${route.path}`,
          pageEndpoint({ parts, sections }, page, route),
        );
      }
    }
  }
  router.get(`${base}/docs`, docsPage({ parts, sections }));
}
