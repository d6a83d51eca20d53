import type Router from "@koa/router";
import type { CallState } from "../api/call.ts";
import type { AdminPage } from "./adminPage.ts";
import { colorsSheet } from "./colors.ts";
import { docsPage } from "./docs.ts";
import { pageEndpoint } from "./endpoint.ts";
import { historyPage } from "./history.ts";
import { hoursPage } from "./hours.ts";
import { keysPage } from "./keys.ts";
import { leadsPage } from "./leads.ts";
import { overviewPage } from "./overview.ts";
import type { AdminParts } from "./parts.ts";
import { runsPage } from "./runs.ts";

/** Every page that wants somebody signed in, in the order of the navigation. */
export function pagesOf(parts: AdminParts): readonly AdminPage[] {
  return [
    overviewPage(parts),
    leadsPage(),
    runsPage(parts),
    keysPage(parts),
    hoursPage(),
    historyPage(parts),
  ];
}

/** What the routes for people are called: the API's description leaves these out. */
const ROUTE_NAME = "page";

/** Puts the pages at their addresses: the default customer's below `base`, and each customer's below its name. */
export function routePages(router: Router<CallState>, base: string, parts: AdminParts): void {
  const sections = pagesOf(parts);
  const homes = [base, `${base}/customers/:customer`];
  for (const home of homes) {
    router.get(ROUTE_NAME, `${home}/colors.css`, colorsSheet(parts));
    for (const page of sections) {
      for (const route of page.routes) {
        const path = `${home}${page.path}${route.path}`;
        const endpoint = pageEndpoint({ parts, sections }, page, route);
        if (route.method === "GET") router.get(ROUTE_NAME, path, endpoint);
        else router.post(ROUTE_NAME, path, endpoint);
      }
    }
  }
  router.get(ROUTE_NAME, `${base}/docs`, docsPage({ parts, sections }));
}
