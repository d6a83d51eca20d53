import { phrase } from "../../lib/phrase.ts";
import { readOpenRun, showEntries } from "../history/entryLines.ts";
import { visibleKeys } from "../keys/visibleKeys.ts";
import { type AdminPage, get, type Page, post } from "../shell/adminPage.ts";
import type { AdminDependencies } from "../shell/dependencies.ts";
import { redirectTo, renderView } from "../shell/pageAnswer.ts";
import { refusePage } from "../shell/pageErrors.ts";
import { ZONES } from "../shell/timeZoneCookie.ts";
import { visibleUsers } from "../shell/visibleUsers.ts";
import { activeRuns } from "./activeRuns.ts";
import { apiState } from "./apiState.ts";
import { checksView } from "./checksView.ts";
import { duplicatesView } from "./duplicatesView.ts";
import { countedDays, lastDays } from "./lastDays.ts";
import { plansView } from "./plansView.ts";

const ENTRIES_SHOWN = 10;
/** Checks run in the background, so a page waits for their first result only this long. */
const MAX_WAIT_MS = 50;
/** The rest of a page's address, after that of the overview page. */
const PAGE_ADDRESS = /^[/?][!-~]{0,2000}$/;

/** The overview page: the state of the API, recent activity and open problems. */
export function overviewPage({ sharesDatabase }: AdminDependencies): AdminPage {
  async function checksOf({ customer, now, zone }: Page) {
    return checksView(await customer.checks.latest(MAX_WAIT_MS), now, zone);
  }

  /** Returns recent activity for users who may see the history. */
  async function activityOf(page: Page) {
    if (!page.may("history", "view")) return null;
    const { customer, now, zone } = page;
    const days = lastDays(now, zone);
    const [counts, { batches }] = await Promise.all([
      customer.stores.daily.restoredPerDay(days.edges),
      customer.stores.batches.page({ isListed: true }, undefined, ENTRIES_SHOWN),
    ]);
    return { chart: countedDays(days, counts), batches };
  }

  async function overview(page: Page) {
    const users = await visibleUsers(page);
    const [rules, keys, checks, duplicates, activity, active, plans] = await Promise.all([
      page.hours.list(page.customer.name),
      visibleKeys(page),
      checksOf(page),
      duplicatesView(page),
      activityOf(page),
      activeRuns(page, users),
      plansView(page),
    ]);
    const { now, zone } = page;
    const { batches: search, ...stores } = page.customer.stores;
    const sources = { ...stores, search };
    const locals = {
      state: apiState(rules, now, zone),
      hasKeys: keys.some(({ revokedAt }) => revokedAt === null),
      checks,
      duplicates,
      active,
      plans,
      activity: activity && {
        chart: activity.chart,
        batches: await showEntries(sources, activity.batches, { keys, users, zone }, readOpenRun(page.query)),
        showsCustomer: sharesDatabase && keys.some(({ customer }) => customer !== page.customer.name),
      },
      may: {
        createKeys: page.may("keys", "create"),
        hours: page.may("hours", "view"),
        history: page.may("history", "view"),
        move: page.may("runs", "view"),
      },
    };
    return renderView("overview/index", phrase("Overview"), locals, {
      styles: ["history.css", "hours.css", "overview.css", "runs.css"],
      scripts: ["checks.js", "run.js"],
    });
  }

  async function chooseZone(page: Page) {
    const zone = ZONES.find((name) => name === page.form.get("zone"));
    if (zone === undefined)
      return refusePage({
        code: "request_invalid",
        detail: phrase("The time zone is unknown. Choose one from the list at the bottom of the page."),
      });
    const back = page.form.get("back") ?? "";
    const to = PAGE_ADDRESS.test(back) ? back : "";
    return redirectTo(to, phrase("Times are now shown in %1s.", zone), zone);
  }

  return {
    name: "overview",
    label: phrase("Overview"),
    path: "",
    routes: [get("", "view", overview), post("/zone", "zone", chooseZone)],
  };
}
