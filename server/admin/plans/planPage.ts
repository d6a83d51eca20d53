import { changeLabels } from "../../leads/changes/index.ts";
import { type PageText, phrase, term } from "../../lib/phrase.ts";
import type { Plan, PlanResult } from "../../plans/plan.ts";
import { countRuns } from "../../runs/store/countedRuns.ts";
import { displayTime } from "../format/displayTime.ts";
import { showCount } from "../history/batchView.ts";
import { undoneLabel } from "../runs/countLabels.ts";
import { stateLabel } from "../runs/runLabels.ts";
import { takeLabel } from "../runs/searchLabels.ts";
import { warningLabel } from "../runs/warningLabels.ts";
import type { Page } from "../shell/adminPage.ts";
import { type PageAnswer, renderView } from "../shell/pageAnswer.ts";
import { visibleUsers } from "../shell/visibleUsers.ts";
import { nextRunsView } from "./nextRuns.ts";
import {
  PLAN_STYLES,
  pauseLabel,
  planSearchLabel,
  planStateLabel,
  resultLabel,
  scheduleLabel,
} from "./planLabels.ts";
import { planOfPath } from "./visiblePlans.ts";

const RESULTS_SHOWN = 20;

interface Fact {
  readonly label: string;
  readonly text: PageText;
}

/** When a plan runs, in words. */
function scheduleFacts({ schedule, whenClosed, whenMissed }: Plan): readonly Fact[] {
  return [
    { label: phrase("Schedule"), text: scheduleLabel(schedule) },
    {
      label: phrase("Outside office hours"),
      text:
        whenClosed === "skip"
          ? phrase("The time is skipped.")
          : phrase("Leads are checked and move when office hours allow it."),
    },
    {
      label: phrase("Missed times"),
      text: whenMissed === "skip" ? phrase("They are skipped.") : phrase("One run replaces them."),
    },
  ];
}

/** The settings of a plan, in words. */
export function planFacts(plan: Plan, showUser: (name: string) => string): readonly Fact[] {
  const { search, mostLeads, order, topUp, skip, rate } = plan;
  const limit = takeLabel({ most: mostLeads, order });
  return [
    {
      label: phrase("Action"),
      text: plan.direction === "dearchive" ? phrase("Restore leads") : phrase("Archive leads"),
    },
    { label: phrase("Leads"), text: planSearchLabel(search) },
    { label: phrase("Leads per run"), text: limit },
    ...(topUp
      ? [
          {
            label: phrase("Fill list"),
            text: phrase("until list %1s has %2s dialable leads", topUp.listId, showCount(topUp.leads)),
          },
        ]
      : []),
    {
      label: phrase("Skip leads"),
      text:
        skip.length === 0
          ? phrase("none")
          : phrase(
              "%1s",
              skip.map((warning) => term(warningLabel(warning, plan).label)),
            ),
    },
    ...(plan.changes ? [{ label: phrase("Changes"), text: phrase("%1s", changeLabels(plan.changes)) }] : []),
    ...(plan.restoresCallbacks ? [{ label: phrase("Callbacks"), text: phrase("restored too") }] : []),
    ...(rate === null
      ? []
      : [{ label: phrase("Speed limit"), text: phrase("%1s leads per second", showCount(rate)) }]),
    ...scheduleFacts(plan),
    {
      label: phrase("Acts for"),
      text: phrase("%1s, with this user's rights and lists", showUser(plan.user)),
    },
  ];
}

async function resultsView(page: Page, results: readonly PlanResult[]) {
  const { stores } = page.customer;
  const found = await stores.runSearch.withIds(results.flatMap(({ runId }) => runId ?? []));
  const counted = new Map((await countRuns(stores, [...found.values()])).map((each) => [each.run.id, each]));
  return results.map((result) => {
    const run = result.runId === null ? undefined : counted.get(result.runId);
    return {
      at: displayTime(result.dueAt, page.zone),
      ...resultLabel(result),
      runId: run ? run.run.id : null,
      state: run ? stateLabel(run.run) : null,
      leads: run ? showCount(run.run.leadCount) : "",
      undone: run ? undoneLabel(run.net) : null,
      moved: run && run.run.startedAt !== null ? showCount(run.net.moved) : "",
    };
  });
}

/** Shows a plan: what it does, its next runs and its last results. */
export async function showPlan(page: Page, problem?: PageText): Promise<PageAnswer> {
  const { plan, mayDrive, mayHalt } = await planOfPath(page);
  const { plans } = page.customer.stores;
  const users = await visibleUsers(page);
  const [next, results] = await Promise.all([
    nextRunsView(page, plan),
    plans.results(plan.id, RESULTS_SHOWN),
  ]);
  const { pause } = plan;
  const locals = {
    plan: { id: plan.id, name: plan.name, isPaused: pause !== null },
    here: `${page.home}/plans/${plan.id}`,
    state: planStateLabel(plan),
    pausedBecause: pauseLabel(plan),
    pausedBy: pause?.by === "user" ? users.show(pause.user) : null,
    pausedAt: pause && displayTime(pause.at, page.zone),
    facts: planFacts(plan, users.show),
    next,
    results: await resultsView(page, results),
    may: {
      drive: mayDrive,
      halt: mayHalt,
    },
    problem: problem ?? null,
  };
  const status = problem === undefined ? 200 : 409;
  return renderView("plans/plan", phrase("Plan %1s", plan.name), locals, { status, styles: PLAN_STYLES });
}
