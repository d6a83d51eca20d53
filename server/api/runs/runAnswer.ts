import { countWhere, warningsOf } from "../../runs/leadWarnings.ts";
import type { Run } from "../../runs/run.ts";
import { estimateRun, USUAL_SPEED } from "../../runs/runEstimate.ts";
import { runCountsJson, timesJson } from "../../runs/runJson.ts";
import { outcomesInOrder, totalOf } from "../../runs/runOutcome.ts";
import type { RunSource } from "../../runs/runSource.ts";
import { type CountedRun, countRun } from "../../runs/store/countedRuns.ts";
import type { LeadPrivacy } from "../../vicidial/leadPrivacy.ts";
import type { RunCall } from "./runCaller.ts";
import { searchJson } from "./runSearchFields.ts";
import { DIRECTION_NAMES, settingsJson } from "./runSettings.ts";

/** The source of the leads. A search shows phone numbers only if the user may see them. */
function sourceJson(source: RunSource, privacy: LeadPrivacy) {
  switch (source.kind) {
    case "search":
      return { kind: source.kind, search: searchJson(source.search, privacy) };
    case "list":
      return { kind: source.kind, repeated: source.repeated };
    case "remainder":
      return { kind: source.kind, run_id: source.runId };
    case "run":
      return { kind: "undo", run_id: source.runId };
    case "batch":
      return { kind: "undo", batch_id: source.batchId };
  }
}

/** The progress of a run: leads checked before it starts, then leads handled. */
function progressJson({ run, counts }: CountedRun) {
  const { leadCount, chunkCount, checkedChunks, state } = run;
  const checked = chunkCount === 0 ? 0 : Math.round((leadCount * checkedChunks) / chunkCount);
  const handled = totalOf(counts);
  const done = state === "checking" ? (run.isCollected ? checked : 0) : handled;
  return {
    found_all: run.isCollected,
    checked,
    handled,
    percent: leadCount === 0 ? (state === "done" ? 100 : 0) : Math.floor((100 * done) / leadCount),
  };
}

/** What the check found: leads by warning, and the warnings that could not be checked. */
function checkJson(run: Run) {
  const warnings = warningsOf(run).flatMap((warning) => {
    const leads = countWhere(run.tally, (raised) => raised.includes(warning));
    return leads > 0 ? [[warning, leads] as const] : [];
  });
  return { warnings: Object.fromEntries(warnings), unchecked: run.tally.unchecked };
}

function holdJson({ hold }: Run) {
  return hold && { code: hold.code, detail: hold.detail, until: hold.until?.toISOString() ?? null };
}

/** The time to move the rest, and the end with office hours; null if nothing is left to move. */
async function estimateJson({ customer, dependencies, now }: RunCall, { run, net }: CountedRun) {
  if (!["ready", "running", "paused"].includes(run.state)) return null;
  const { runPace, runSearch } = customer.stores;
  const left = run.startedAt === null ? run.leadCount : net.untouched;
  const pace = (await runPace.speeds([run.id])).get(run.id);
  const speed = run.rate ?? pace ?? (await runSearch.usualSpeed()) ?? USUAL_SPEED;
  const rules = await dependencies.gate.rulesOf(run.customer, now);
  const { seconds, endsAt } = estimateRun(rules, now, left / speed);
  return { seconds: Math.ceil(seconds), ends_at: endsAt?.toISOString() ?? null };
}

/** A run as lists show it. */
export function runJson({ base, customer, key }: RunCall, counted: CountedRun, privacy: LeadPrivacy) {
  const { run } = counted;
  const self = `${base}/leads/runs/${run.id}`;
  const page = customer.home.replace(/^\/vicidial/, base);
  return {
    id: run.id,
    name: run.name,
    state: run.state,
    direction: DIRECTION_NAMES[run.direction],
    user: run.user.toLowerCase() === key.vicidialUser.toLowerCase() ? run.user : null,
    source: sourceJson(run.source, privacy),
    settings: settingsJson(run),
    starts_itself: run.startsItself,
    is_cut: run.isCut,
    leads: runCountsJson(counted),
    progress: progressJson(counted),
    hold: holdJson(run),
    ...timesJson(run),
    links: {
      self,
      leads: `${self}/leads`,
      page: `${page}/runs/${run.id}`,
      batches: `${page}/history?run=${run.id}`,
    },
  };
}

/** A run with all its details. */
export async function wholeRunJson(call: RunCall, run: Run) {
  const { customer, key } = call;
  const counted = await countRun(customer.stores, run);
  const outcomes = outcomesInOrder(counted.counts).map(({ outcome, count }) => [outcome, count] as const);
  return {
    ...runJson(call, counted, await customer.privacyOf(key.vicidialUser)),
    outcomes: Object.fromEntries(outcomes),
    check: checkJson(run),
    estimate: await estimateJson(call, counted),
  };
}
