import { relativeTime } from "../format/relativeTime.ts";
import { formatDateTime } from "../hours/dateLabels.ts";
import { pauseLabel } from "../plans/planLabels.ts";
import { visiblePlans } from "../plans/visiblePlans.ts";
import type { Page } from "../shell/adminPage.ts";

/** The plans that paused themselves, and the one that is due next, for users who may see plans. */
export async function plansView(page: Page) {
  if (!page.may("plans", "view")) return null;
  const plans = (await visiblePlans(page)).map(({ plan }) => plan);
  const [next] = plans
    .flatMap((plan) => (plan.dueAt ? [{ ...plan, dueAt: plan.dueAt }] : []))
    .toSorted((one, other) => one.dueAt.getTime() - other.dueAt.getTime());
  return {
    problems: plans.flatMap((plan) => {
      const why = pauseLabel(plan);
      return why ? [{ id: plan.id, name: plan.name, why }] : [];
    }),
    next: next
      ? {
          id: next.id,
          name: next.name,
          iso: next.dueAt.toISOString(),
          at: formatDateTime(next.dueAt, next.schedule.timeZone),
          relative: relativeTime(next.dueAt, page.now),
        }
      : null,
  };
}
