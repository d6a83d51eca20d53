import { countRuns } from "../../runs/store/countedRuns.ts";
import { actionLabel, sourceLabel } from "../runs/runLabels.ts";
import { showProgress } from "../runs/shownProgress.ts";
import type { Page } from "../shell/adminPage.ts";
import type { VisibleUsers } from "../shell/visibleUsers.ts";

/** Each shown run keeps a connection open, and browsers allow six per server. */
const MOST_SHOWN = 3;

/** The runs that are under way, with their progress, for users who may see runs. */
export async function activeRuns(page: Page, users: VisibleUsers) {
  if (!page.may("runs", "view")) return [];
  const { stores } = page.customer;
  const runs = await stores.runSearch.active(MOST_SHOWN);
  const [counted, speeds] = await Promise.all([
    countRuns(stores, runs),
    stores.runPace.speeds(runs.map(({ id }) => id)),
  ]);
  const { now, zone } = page;
  return counted.map((each) => ({
    id: each.run.id,
    name: each.run.name,
    action: actionLabel(each.run),
    source: sourceLabel(each.run),
    user: users.show(each.run.user),
    progress: showProgress(each, { now, zone, speed: speeds.get(each.run.id) }),
  }));
}
