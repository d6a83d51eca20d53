import type { LeadFacts } from "../../leads/lookup/locations.ts";
import {
  BLOCKING,
  combinationsOf,
  comesThere,
  countWhere,
  type LeadWarning,
  STAYING,
  warningsOf,
  willMove,
} from "../../runs/leadWarnings.ts";
import { showCell } from "../../vicidial/leadPrivacy.ts";
import { isInScope } from "../../vicidial/lists.ts";
import { when } from "../format/shownTime.ts";
import { showCount } from "../history/batchView.ts";
import { showDifferences } from "../history/cellDifference.ts";
import type { RunContext } from "./runContext.ts";
import { WARNING_LABELS } from "./runLabels.ts";

/** Of what is left out, and raised by no lead now. */
const NONE_NOW = {
  meaning: "none now; looked at again right before each lead moves",
  tone: "plain",
} as const;
/** Leads that differ are shown side by side; each costs some queries. */
const MOST_SIDES = 2;

/** A few leads that raise a concern, as the viewer may see them. */
async function examplesOf({ page, run, scope, privacy }: RunContext) {
  const ids = [...new Set(Object.values(run.tally.examples).flat())];
  const { locations } = page.customer.stores;
  const table = run.direction === "dearchive" ? "vicidial_list_archive" : "vicidial_list";
  const facts = await locations.factsOf(table, ids);

  function renderView(leadId: number) {
    const lead: LeadFacts | undefined = facts.get(leadId);
    if (!lead) return scope.kind === "every" ? [{ leadId, text: "" }] : [];
    if (!isInScope(scope, lead.list_id ?? "")) return [];
    const cell = (column: keyof LeadFacts) =>
      showCell(privacy, column, lead[column] === null ? null : String(lead[column])) ?? "";
    const words = [cell("first_name"), cell("last_name"), cell("phone_number"), `list ${cell("list_id")}`];
    return [{ leadId, text: words.filter((word) => word !== "").join(" ") }];
  }

  return (warning: LeadWarning) => (run.tally.examples[warning] ?? []).flatMap(renderView);
}

/** The first leads that differ, side by side. */
async function sidesOf({ page, run, scope, privacy }: RunContext) {
  const { locations } = page.customer.stores;
  const ids = (run.tally.examples.differs ?? []).slice(0, MOST_SIDES);
  const leads = await Promise.all(ids.map(async (leadId) => ({ leadId, now: await locations.now(leadId) })));
  return leads.flatMap(({ leadId, now }) => {
    const isVisible = [now.live, now.archived].every((row) => row && isInScope(scope, row.list_id ?? ""));
    return isVisible && now.differences.length > 0
      ? [{ leadId, differences: showDifferences(now.differences, "dearchive", privacy) }]
      : [];
  });
}

/** How many leads raise no question. */
function clearWords(clear: number, total: number): string {
  if (clear === total) return "None of them raises a question.";
  return clear === 0 ? "Each of them raises a question." : `${showCount(clear)} of them raise no question.`;
}

/** What was typed into the form that starts a run, where it comes back. */
export interface TypedStart {
  readonly leaveOut: readonly LeadWarning[];
  readonly restoresCallbacks: boolean;
  readonly rate: string;
}

/** What was found about a run's leads, and the form that starts it. */
export async function readyView(context: RunContext, typed?: TypedStart) {
  const { run, page } = context;
  const { tally } = run;
  const leaveOut = new Set(typed?.leaveOut ?? run.leaveOut);
  const [examples, sides] = [await examplesOf(context), await sidesOf(context)];
  const moving = countWhere(tally, (warnings) => comesThere(warnings, leaveOut));
  const clear = countWhere(tally, (warnings) => warnings.length === 0);
  const warnings = warningsOf(run).map((warning) => {
    const count = countWhere(tally, (raised) => raised.includes(warning));
    return {
      warning,
      ...(count > 0 ? WARNING_LABELS[warning] : { ...WARNING_LABELS[warning], ...NONE_NOW }),
      count: showCount(count),
      isRaised: count > 0,
      isUnchecked: tally.unchecked.includes(warning),
      canLeaveOut: !BLOCKING.has(warning),
      isLeftOut: leaveOut.has(warning),
      examples: examples(warning),
    };
  });
  return {
    moving: showCount(moving),
    total: showCount(run.leadCount),
    isEmpty: run.leadCount === 0,
    verb: run.direction === "dearchive" ? "brought back" : "taken back",
    clearWords: clearWords(clear, run.leadCount),
    isAnyMoving: combinationsOf(tally).some(({ warnings: raised }) => willMove(raised, new Set())),
    // What is left out is looked at again right before each lead moves: somebody must see that, though none raises it now.
    shown: warnings.filter(({ isRaised, isLeftOut }) => isRaised || isLeftOut),
    quiet: warnings
      .filter(({ isRaised, isLeftOut, isUnchecked }) => !isRaised && !isLeftOut && !isUnchecked)
      .map(({ label }) => label),
    unchecked: warnings.filter(({ isUnchecked }) => isUnchecked).map(({ label }) => label),
    sides,
    hasCallbacks: countWhere(tally, (raised) => raised.includes("callback_archived")) > 0,
    restoresCallbacks: typed?.restoresCallbacks ?? run.restoresCallbacks,
    rate: typed?.rate ?? (run.rate === null ? "" : String(run.rate)),
    checkedAt: run.checkedAt && when(run.checkedAt, page.zone),
    /** For the page's script: the leads of each combination of concerns, and what keeps leads back in any case. */
    combinations: JSON.stringify(combinationsOf(tally)),
    blocking: JSON.stringify([...BLOCKING]),
    staying: JSON.stringify([...STAYING]),
  };
}
