import type { LeadFacts } from "../../leads/lookup/locations.ts";
import { type PageText, phrase } from "../../lib/phrase.ts";
import {
  COLUMN_LABELS,
  COUNT_COLUMNS,
  isElsewhere,
  predictColumn,
  predictLeads,
} from "../../runs/leadCounts.ts";
import {
  alwaysSkipped,
  BLOCKING,
  combinationsOf,
  countWhere,
  type LeadWarning,
  type Tally,
  warningsOf,
  willMove,
} from "../../runs/leadWarnings.ts";
import type { Run } from "../../runs/run.ts";
import { columnName } from "../../vicidial/leadPrivacy.ts";
import { isInScope } from "../../vicidial/lists.ts";
import { displayTime } from "../format/displayTime.ts";
import { showCount } from "../history/batchView.ts";
import { showDifferences } from "../history/cellDifference.ts";
import { canChange, typedOf } from "./changesForm.ts";
import { estimateView } from "./estimateView.ts";
import { maskName } from "./leadNames.ts";
import type { RunContext } from "./runContext.ts";
import { checkChanges, effectOf, isAnyMoving, parseRate, recountLabel, type TypedStart } from "./startRun.ts";
import { warningLabel } from "./warningLabels.ts";

/** Each comparison of a live and an archived row costs a few queries. */
const MOST_SIDES = 2;

/** Example leads of each warning, with what the viewer may see of them. */
async function examplesOf({ page, run, scope, ...viewer }: RunContext) {
  const ids = [...new Set(Object.values(run.tally.examples).flat())];
  const { locations } = page.customer.stores;
  const table = run.direction === "dearchive" ? "vicidial_list_archive" : "vicidial_list";
  const facts = await locations.factsOf(table, ids);

  function showExample(leadId: number) {
    const lead: LeadFacts | undefined = facts.get(leadId);
    if (!lead) return scope.kind === "every" ? [{ leadId, text: "" }] : [];
    if (!isInScope(scope, lead.list_id ?? "")) return [];
    const { name, phone, list } = maskName(lead, viewer);
    const listText =
      list === "" ? "" : `${columnName(viewer.privacy, "list_id", page.translate(phrase("list")))} ${list}`;
    return [{ leadId, text: [name, phone, listText].filter((text) => text !== "").join(" ") }];
  }

  return (warning: LeadWarning) => (run.tally.examples[warning] ?? []).flatMap(showExample);
}

/** Compares the live and archived rows of the first leads that differ. */
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

/** How many leads have no warning. */
function clearLabel(clear: number, total: number): PageText {
  if (clear === total) return phrase("No lead has a warning.");
  return clear === 0
    ? phrase("Every lead has a warning.")
    : phrase("%1s of them without a warning.", showCount(clear));
}

/** For the page's script, which counts again while checkboxes change. */
function combinationsText(tally: Tally): string {
  const combinations = combinationsOf(tally).map(({ warnings, leads }) => ({
    warnings,
    leads,
    column: predictColumn(warnings, new Set()),
    canSkip: !isElsewhere(warnings),
    isMovable: willMove(warnings, new Set()),
  }));
  return JSON.stringify(combinations);
}

/** The start form as it was stored with the run. */
function typedStart({ skip, restoresCallbacks, name, changes }: Run, rate: string): TypedStart {
  return { skip, restoresCallbacks, name, rate, changes: typedOf(changes) };
}

/** The fields for changes of the restored leads. */
async function changesView(context: RunContext, start: TypedStart) {
  const { page, scope } = context;
  const checked = await checkChanges(context, start);
  const names = await page.customer.stores.statuses.names(page.user.allowedCampaigns);
  return {
    typed: start.changes,
    lists: await page.customer.lists.choices(scope),
    statuses: [...names].map(([status, name]) => ({ status, name })),
    isOpen: checked.changes !== null || Object.keys(checked.errors).length > 0,
    effect: effectOf(context, start, checked),
    recount: recountLabel(context, checked),
  };
}

/** What the check found, and the form that starts the run. */
export async function readyView(context: RunContext, typed?: TypedStart) {
  const { run, page } = context;
  const { tally } = run;
  const skip = new Set(typed?.skip ?? run.skip);
  const [examples, sides] = [await examplesOf(context), await sidesOf(context)];
  const rate = typed?.rate ?? (run.rate === null ? "" : String(run.rate));
  const predicted = predictLeads(tally, skip);
  const start = typed ?? typedStart(run, rate);
  const clear = countWhere(tally, (warnings) => warnings.length === 0);
  const warnings = warningsOf(run).map((warning) => {
    const count = countWhere(tally, (raised) => raised.includes(warning));
    return {
      warning,
      ...warningLabel(warning, run),
      count: showCount(count),
      isRaised: count > 0,
      isUnchecked: tally.unchecked.includes(warning),
      canSkip: !BLOCKING.has(warning),
      isAlwaysSkipped: alwaysSkipped(run).includes(warning),
      isSkipped: skip.has(warning),
      examples: examples(warning),
    };
  });
  return {
    moving: showCount(predicted.moved),
    sums: COUNT_COLUMNS.map((column) => ({
      column,
      label: COLUMN_LABELS[run.direction][column],
      count: showCount(predicted[column]),
    })),
    total: showCount(run.leadCount),
    isEmpty: run.leadCount === 0,
    isRestoring: run.direction === "dearchive",
    clearLabel: clearLabel(clear, run.leadCount),
    isAnyMovable: isAnyMoving(run, []),
    isAnyMoving: isAnyMoving(run, [...skip]),
    shown: warnings.filter(({ isRaised }) => isRaised),
    /** Raised by no lead now. Each lead is checked for the skipped ones again before it moves. */
    skippedLater: warnings.filter(({ isRaised, isSkipped }) => !isRaised && isSkipped),
    quiet: warnings
      .filter(({ isRaised, isSkipped, isUnchecked }) => !isRaised && !isSkipped && !isUnchecked)
      .map(({ label }) => label),
    unchecked: warnings.filter(({ isUnchecked }) => isUnchecked).map(({ label }) => label),
    sides,
    hasCallbacks: countWhere(tally, (raised) => raised.includes("callback_archived")) > 0,
    restoresCallbacks: typed?.restoresCallbacks ?? run.restoresCallbacks,
    rate,
    name: typed?.name ?? run.name,
    changes: canChange(run) ? await changesView(context, start) : null,
    estimate: await estimateView(context, parseRate(rate)),
    checkedAt: run.checkedAt && displayTime(run.checkedAt, page.zone),
    combinations: combinationsText(tally),
  };
}
