import type Router from "@koa/router";
import type { CallState } from "../http/requestState.ts";
import { docsPage } from "./docs/index.ts";
import { historyPage } from "./history/index.ts";
import { hoursPage } from "./hours/index.ts";
import { keysPage } from "./keys/index.ts";
import { leadsPage } from "./leads/index.ts";
import { overviewPage } from "./overview/index.ts";
import { runsPage } from "./runs/index.ts";
import type { AdminPage } from "./shell/adminPage.ts";
import { colorsSheet } from "./shell/colors.ts";
import type { AdminDependencies } from "./shell/dependencies.ts";
import { pageEndpoint } from "./shell/pageEndpoint.ts";

/** Every page that wants somebody signed in, in the order of the navigation. */
export function pagesOf(parts: AdminDependencies): readonly AdminPage[] {
  return [overviewPage(parts), leadsPage(), runsPage(parts), keysPage(parts), hoursPage(), historyPage()];
}

/** What the routes for people are called: the API's description leaves these out. */
const ROUTE_NAME = "page";

/** Puts the pages at their addresses: the default customer's below `base`, and each customer's below its name. */
export function routePages(router: Router<CallState>, base: string, parts: AdminDependencies): void {
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
