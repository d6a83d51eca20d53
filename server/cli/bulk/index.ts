import type { Knex } from "knex";
import type { Config, CustomerConfig } from "../../config/index.ts";
import { EVERY_CUSTOMER, scopeOfCustomer } from "../../db/customerScope.ts";
import { journalFor } from "../../history/batchStore.ts";
import { createHoursStore } from "../../hours/hoursStore.ts";
import type { ChangesOwner } from "../../leads/changes/index.ts";
import { createLeadMatcher } from "../../leads/lookup/leadMatches.ts";
import { createMover } from "../../leads/move/index.ts";
import { DEARCHIVE } from "../../leads/tables/direction.ts";
import { readAhead } from "../../lib/readAhead.ts";
import { matchEntries } from "../../runs/list/index.ts";
import type { BulkDependencies } from "../../runs/work/bulkMover.ts";
import { createThrottle } from "../../runs/work/throttle.ts";
import { MISSING_RIGHT_LABELS, missingApiRight } from "../../vicidial/apiRights.ts";
import { createCallTimes } from "../../vicidial/callTimes.ts";
import { createLists, EVERY_CAMPAIGN } from "../../vicidial/lists.ts";
import { createUsers } from "../../vicidial/users.ts";
import { withCustomer, withHome } from "../customerAccess.ts";
import { UsageError } from "../usageError.ts";
import { parseLayoutChoice, parseSpeed, type RunOptions, refuseContradictions } from "./bulkOptions.ts";
import { layoutRemark, type OpenList, openList, readLayout } from "./listFile.ts";
import { createListMover, type ListedResult, listedBatches } from "./listMover.ts";
import { startProgress } from "./progressBar.ts";
import { openReport, type Report } from "./report.ts";
import { retryWithPolicy, waitForHours } from "./retryPolicy.ts";
import { parseChanges, refuseWrongChanges } from "./setOption.ts";
import { countOutcomes, printSummary, STOPPED_EXIT_CODE } from "./summary.ts";

/** Leads at a time: two batches. */
const BATCH_SIZE = 1000;
/** With a speed limit, more leads at a time would come in bursts. */
const LIMITED_BATCH_SIZE = 500;
/** Shown in the history in place of a Vicidial user. */
const COMMAND_LINE = "command line";

/** Returns the rights of the given Vicidial user. Without a user, the operator can access every list. */
async function ownerFor(
  db: Knex,
  { vicidialDatabase }: CustomerConfig,
  name: string | undefined,
): Promise<ChangesOwner> {
  if (name === undefined) return { scope: { kind: "every" }, allowedCampaigns: [EVERY_CAMPAIGN] };
  const user = await createUsers(db, vicidialDatabase).find(name);
  if (!user) throw new UsageError(`Vicidial has no user "${name}"`);
  const missing = missingApiRight(user);
  if (missing) {
    throw new UsageError(`Vicidial user "${name}" cannot restore leads: ${MISSING_RIGHT_LABELS[missing]}`);
  }
  const { allowedCampaigns } = user;
  return { scope: await createLists(db, vicidialDatabase).scopeOf(allowedCampaigns), allowedCampaigns };
}

const STOP_SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** The first Ctrl-C lets the current batch finish. The second one exits immediately, which loses no lead either. */
function stopOnSignal(): { readonly signal: AbortSignal; stopListening(): void } {
  const stop = new AbortController();
  const onSignal = () => (stop.signal.aborted ? process.exit(STOPPED_EXIT_CODE) : stop.abort());
  for (const signal of STOP_SIGNALS) process.on(signal, onSignal);
  return {
    signal: stop.signal,
    stopListening(): void {
      for (const signal of STOP_SIGNALS) process.off(signal, onSignal);
    },
  };
}

/** Marks results of a dry run, because a report can contain real results of the same leads. */
function markDryRun(result: ListedResult): ListedResult {
  return { ...result, detail: ["dry run", result.detail].filter((text) => text !== "").join(": ") };
}

interface BulkContext {
  readonly db: Knex;
  readonly home: Knex;
  readonly customer: CustomerConfig;
  readonly config: Config;
  readonly options: RunOptions;
}

/** Restores the leads of a list. */
async function moveList(
  { db, home, customer, config, options }: BulkContext,
  list: OpenList,
  stop: AbortSignal,
): Promise<void> {
  const rate = parseSpeed(options.rate);
  const owner = await ownerFor(db, customer, options.user);
  const { scope } = owner;
  const changes = parseChanges(options.set);
  await refuseWrongChanges(db, customer.vicidialDatabase, changes, owner);
  const { layout, entries } = await readLayout(list.input, parseLayoutChoice(options), stop);
  const matcher = createLeadMatcher(db, customer.vicidialDatabase, DEARCHIVE.source);
  if (layout.match !== "lead_id" && !(await matcher.canMatch(layout.match)))
    throw new UsageError(
      `the archive has no index on ${layout.match}: use lead ids, or add an index to vicidial_list_archive`,
    );
  const report: Report | undefined =
    options.report === undefined ? undefined : await openReport(options.report);
  const progress = await startProgress(list.countLines);
  if (report?.isContinued) progress.remark(`appending to the existing report ${options.report}`);
  const remark = layoutRemark(layout);
  if (remark !== undefined) progress.remark(remark);
  const throttle = createThrottle(rate);
  const counts = countOutcomes();
  const hours = createHoursStore(home, () => createCallTimes(db, customer.vicidialDatabase), EVERY_CUSTOMER);
  const dependencies: BulkDependencies = {
    direction: DEARCHIVE,
    mover: createMover({
      db,
      ...customer,
      ...config,
      journal: journalFor(scopeOfCustomer(config, customer.name)),
    }),
    actor: {
      customer: options.customer,
      keyId: null,
      vicidialUser: options.user ?? COMMAND_LINE,
      requestId: `run-${process.pid}-${Date.now()}`,
    },
    scope,
    dryRun: options.dryRun ?? false,
    ...(changes && { changes: { kind: "set", changes, at: new Date() } }),
  };
  const move = createListMover(dependencies, (work) => retryWithPolicy(progress, stop, work));
  try {
    const leads = matchEntries(entries(), layout.match, { matcher, scope });
    const size = rate === undefined ? BATCH_SIZE : Math.min(rate, LIMITED_BATCH_SIZE);
    for await (const batch of readAhead(listedBatches(leads, layout, size))) {
      if (!options.dryRun) await waitForHours(hours, options.customer, progress, stop);
      if (stop.aborted) break;
      const { results, failure } = await move(batch);
      await report?.add(options.dryRun ? results.map(markDryRun) : results);
      for (const { outcome } of results) counts.add(outcome);
      counts.addLines(batch);
      progress.update(counts.all(), counts.done(), batch.lastLine);
      if (failure !== undefined) throw failure;
      await throttle.keep(results.length, stop);
    }
    if (!stop.aborted) progress.complete();
  } finally {
    progress.end();
    await report?.close();
  }
  printSummary(options, counts, stop.aborted, layout);
}

async function runBulk(context: BulkContext): Promise<void> {
  const { options } = context;
  parseSpeed(options.rate);
  parseLayoutChoice(options);
  parseChanges(options.set);
  refuseContradictions(options);
  const list = await openList(options.ids);
  const { signal, stopListening } = stopOnSignal();
  try {
    await moveList(context, list, signal);
  } finally {
    stopListening();
    list.input.destroy();
  }
}

/** Runs `run`. */
export function run(options: RunOptions): Promise<void> {
  return withHome((home) =>
    withCustomer(options.customer, (db, customer, config) =>
      runBulk({ db, home, customer, config, options }),
    ),
  );
}
