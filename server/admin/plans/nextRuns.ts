import { judge } from "../../hours/officeHours.ts";
import type { OfficeHoursRule } from "../../hours/officeHoursRule.ts";
import { DIRECTIONS } from "../../leads/tables/direction.ts";
import { counted, type PageText, phrase } from "../../lib/phrase.ts";
import type { Plan } from "../../plans/plan.ts";
import type { TopUpState } from "../../plans/planDecisions.ts";
import { searchAt } from "../../plans/planSearch.ts";
import { nextTimes } from "../../plans/schedule.ts";
import type { ListScope } from "../../vicidial/lists.ts";
import { displayTime } from "../format/displayTime.ts";
import { relativeTime } from "../format/relativeTime.ts";
import { showCount } from "../history/batchView.ts";
import { formatDateTime } from "../hours/dateLabels.ts";
import type { Page } from "../shell/adminPage.ts";

const TIMES_SHOWN = 5;
/** Leads examined for the estimate. Keeps the page fast on an archive of ten million leads. */
const EXAMINED = 10_000;

/** How many leads match a plan's search now. */
interface Matching {
  readonly count: number;
  /** Whether all matching leads were counted. */
  readonly isWhole: boolean;
}

/** Counts the matching leads in the lists of the plan's user; null where no index supports the search. */
async function matchingNow(page: Page, plan: Plan, scope: ListScope): Promise<Matching | null> {
  const search = searchAt(plan.search, page.now, plan.schedule.timeZone);
  const { source } = DIRECTIONS[plan.direction];
  const found = await page.customer.stores.leadTables[source].search.find(search, scope, EXAMINED);
  return "startable" in found ? null : { count: found.leadIds.length, isWhole: found.isWhole };
}

/** Estimates how many leads each of the next runs takes, if no further leads match meanwhile. Pure. */
export function estimateRuns(
  { count, isWhole }: Matching,
  mostLeads: number,
  missing: number | null,
  runs: number,
): readonly PageText[] {
  const estimates: PageText[] = [];
  for (let left = count; estimates.length < runs; ) {
    // How many leads a list will lack later is unknown.
    const most = estimates.length === 0 ? Math.min(mostLeads, missing ?? mostLeads) : mostLeads;
    const isOpen = !isWhole && left < most;
    const taken = isOpen ? most : Math.min(left, most);
    const isLess = taken > 0 && (isOpen || (estimates.length > 0 && missing !== null));
    estimates.push(
      isLess
        ? phrase("at most %1s", showCount(taken))
        : counted(taken, phrase("1 lead"), phrase("%1s leads")),
    );
    left = Math.max(0, left - taken);
  }
  return estimates;
}

function matchLabel(matching: Matching | null): PageText {
  if (matching === null)
    return phrase("The table has no index for this search, so the plan cannot find leads.");
  const { count, isWhole } = matching;
  if (!isWhole)
    return phrase(
      "At least %1s leads match now. Only the first %2s were counted.",
      showCount(count),
      showCount(EXAMINED),
    );
  return counted(count, phrase("1 lead matches now."), phrase("%1s leads match now."));
}

function fillLabel({ topUp }: Plan, state: TopUpState | undefined): PageText | null {
  if (!topUp || !state) return null;
  const { dialable, missing } = state;
  return missing > 0
    ? phrase(
        "List %1s has %2s of %3s dialable leads now.",
        topUp.listId,
        showCount(dialable),
        showCount(topUp.leads),
      )
    : phrase("List %1s has enough dialable leads now: at least %2s.", topUp.listId, showCount(topUp.leads));
}

/** Warns that a plan fills a list with leads that never count as dialable. */
function fillWarning({ topUp, direction, changes }: Plan): PageText | null {
  return topUp && direction === "dearchive" && !changes?.resetsCalled
    ? phrase(
        "Restored leads that were called since the last reset do not count as dialable. To fill the list with them, change the plan and tick “Can be dialed again”.",
      )
    : null;
}

function hoursLabel(rules: readonly OfficeHoursRule[], at: Date, { whenClosed }: Plan): PageText | null {
  const { allowed, rule } = judge(rules, at);
  if (allowed) return null;
  return whenClosed === "skip"
    ? phrase("Skipped by the office hours rule “%1s”", rule ?? "")
    : phrase("Waits for the office hours rule “%1s”", rule ?? "");
}

/** Builds the next runs of a plan: when, and how many leads. */
export async function nextRunsView(page: Page, plan: Plan) {
  const { users, lists, stores } = page.customer;
  const { timeZone } = plan.schedule;
  const owner = await users.find(plan.user);
  const scope = await lists.scopeOf(owner?.allowedCampaigns ?? []);
  const [matching, state, rules] = await Promise.all([
    matchingNow(page, plan, scope),
    plan.topUp ? stores.planDecisions.topUpState(plan.topUp, page.now) : undefined,
    page.hours.list(page.customer.name),
  ]);
  const times = plan.pause ? [] : nextTimes(plan.schedule, page.now, TIMES_SHOWN);
  const estimates = matching
    ? estimateRuns(matching, plan.mostLeads, state ? Math.max(0, state.missing) : null, times.length)
    : [];
  return {
    match: matchLabel(matching),
    fill: fillLabel(plan, state),
    fillWarning: fillWarning(plan),
    zone: timeZone,
    times: times.map((at, n) => ({
      at: formatDateTime(at, timeZone),
      iso: at.toISOString(),
      yours: timeZone === page.zone ? null : displayTime(at, page.zone).text,
      relative: relativeTime(at, page.now),
      estimate: estimates[n] ?? "–",
      hours: hoursLabel(rules, at, plan),
    })),
  };
}
