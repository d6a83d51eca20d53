import type Router from "@koa/router";
import type { RequestState } from "../http/requestState.ts";
import { docsPage } from "./docs/index.ts";
import { historyPage } from "./history/index.ts";
import { hoursPage } from "./hours/index.ts";
import { keysPage } from "./keys/index.ts";
import { leadsPage } from "./leads/index.ts";
import { overviewPage } from "./overview/index.ts";
import { plansPage } from "./plans/index.ts";
import { runsPage } from "./runs/index.ts";
import type { AdminPage } from "./shell/adminPage.ts";
import { colorsSheet } from "./shell/colors.ts";
import type { AdminDependencies } from "./shell/dependencies.ts";
import { pageEndpoint } from "./shell/pageEndpoint.ts";
import { webhooksPage } from "./webhooks/index.ts";

/** Returns the pages that need a signed-in user, in navigation order. */
export function pagesOf(dependencies: AdminDependencies): readonly AdminPage[] {
  return [
    overviewPage(dependencies),
    leadsPage(),
    runsPage(dependencies),
    plansPage(),
    keysPage(dependencies),
    webhooksPage(dependencies),
    hoursPage(),
    historyPage(),
  ];
}

/** Name of the page routes. The OpenAPI description leaves routes of this name out. */
const ROUTE_NAME = "page";

/** Registers the pages: the default customer's below `base`, the other customers' below `base/customers/<name>`. */
export function routePages(
  router: Router<RequestState>,
  base: string,
  dependencies: AdminDependencies,
): void {
  const sections = pagesOf(dependencies);
  const homes = [base, `${base}/customers/:customer`];
  for (const home of homes) {
    router.get(ROUTE_NAME, `${home}/colors.css`, colorsSheet(dependencies));
    for (const page of sections) {
      for (const route of page.routes) {
        const path = `${home}${page.path}${route.path}`;
        const endpoint = pageEndpoint({ dependencies, sections }, page, route);
        if (route.method === "GET") router.get(ROUTE_NAME, path, endpoint);
        else router.post(ROUTE_NAME, path, endpoint);
      }
    }
  }
  router.get(ROUTE_NAME, `${base}/docs`, docsPage({ dependencies, sections }));
}
