import { phrase } from "../../lib/phrase.ts";
import { displayTime } from "../format/displayTime.ts";
import { relativeTime } from "../format/relativeTime.ts";
import { formatDateTime } from "../hours/dateLabels.ts";
import type { Page } from "../shell/adminPage.ts";
import { type PageAnswer, renderView } from "../shell/pageAnswer.ts";
import { PLAN_STYLES, planSearchLabel, planStateLabel, resultLabel, scheduleLabel } from "./planLabels.ts";
import { visiblePlans } from "./visiblePlans.ts";

/** Lists the plans with their next runs and last results. */
export async function listPlans(page: Page): Promise<PageAnswer> {
  const seen = await visiblePlans(page);
  const last = await page.customer.stores.plans.lastResults(seen.map(({ plan }) => plan.id));
  const rows = seen.map(({ plan }) => {
    const result = last.get(plan.id);
    return {
      id: plan.id,
      name: plan.name,
      search: planSearchLabel(plan.search),
      action: plan.direction === "dearchive" ? phrase("Restore leads") : phrase("Archive leads"),
      user: plan.user,
      schedule: scheduleLabel(plan.schedule),
      state: planStateLabel(plan),
      next: plan.dueAt && {
        iso: plan.dueAt.toISOString(),
        text: formatDateTime(plan.dueAt, plan.schedule.timeZone),
        relative: relativeTime(plan.dueAt, page.now),
      },
      last: result
        ? { ...resultLabel(result), runId: result.runId, at: displayTime(result.dueAt, page.zone) }
        : null,
    };
  });
  return renderView("plans/index", phrase("Plans"), { rows }, { styles: PLAN_STYLES });
}
