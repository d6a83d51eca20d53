import type { Knex } from "knex";
import type { Config, CustomerConfig } from "../../config/index.ts";
import { EVERY_CUSTOMER, scopeOfCustomer } from "../../db/customerScope.ts";
import { journalFor } from "../../history/batchStore.ts";
import { createHoursStore } from "../../hours/hoursStore.ts";
import { createArchiveMatcher } from "../../leads/lookup/archiveMatches.ts";
import { createMover } from "../../leads/move/index.ts";
import { DEARCHIVE } from "../../leads/tables/direction.ts";
import { matchEntries } from "../../runs/list/index.ts";
import { createThrottle } from "../../runs/work/throttle.ts";
import { MISSING_RIGHT_LABELS, missingApiRight } from "../../vicidial/apiRights.ts";
import { createCallTimes } from "../../vicidial/callTimes.ts";
import { createLists, type ListScope } from "../../vicidial/lists.ts";
import { createUsers } from "../../vicidial/users.ts";
import { withCustomer, withHome } from "../customerAccess.ts";
import { UsageError } from "../usageError.ts";
import { parseLayoutChoice, parseRate, type RunOptions, refuseContradictions } from "./bulkOptions.ts";
import { layoutRemark, type OpenList, openList, readLayout } from "./listFile.ts";
import { createListMover, type ListedResult, listedBatches } from "./listMover.ts";
import { startProgress } from "./progressBar.ts";
import { openReport, type Report } from "./report.ts";
import { retryWithPolicy, waitForHours } from "./retryPolicy.ts";
import { countOutcomes, printSummary, STOPPED_EXIT_CODE } from "./summary.ts";

const BATCH_SIZE = 500;
/** In the history in place of a Vicidial user. */
const NOBODY = "command line";

/** As a Vicidial user, a run may do what that user may; without one it is the operator's own, and sees every lead. */
async function scopeFor(
  db: Knex,
  { vicidialDatabase }: CustomerConfig,
  name: string | undefined,
): Promise<ListScope> {
  if (name === undefined) return { kind: "every" };
  const user = await createUsers(db, vicidialDatabase).find(name);
  if (!user) throw new UsageError(`Vicidial has no user "${name}"`);
  const missing = missingApiRight(user);
  if (missing) {
    throw new UsageError(
      `the Vicidial user "${name}" may not bring leads back: ${MISSING_RIGHT_LABELS[missing]}`,
    );
  }
  return createLists(db, vicidialDatabase).scopeOf(user.allowedCampaigns);
}

const STOP_SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** The first Ctrl-C lets the batch under way finish; the second ends at once, which loses nothing either. */
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

/** In a report that goes on over several runs, what was only foreseen must not look done. */
function foreseen(result: ListedResult): ListedResult {
  return { ...result, detail: ["dry run", result.detail].filter((text) => text !== "").join(": ") };
}

/** What a run works with. */
interface RunChunks {
  readonly db: Knex;
  readonly home: Knex;
  readonly customer: CustomerConfig;
  readonly config: Config;
  readonly options: RunOptions;
}

/** Moves the leads that a list names. */
async function moveList(
  { db, home, customer, config, options }: RunChunks,
  list: OpenList,
  stop: AbortSignal,
): Promise<void> {
  const rate = parseRate(options.rate);
  const scope = await scopeFor(db, customer, options.user);
  const { layout, entries } = await readLayout(list.input, parseLayoutChoice(options), stop);
  const matcher = createArchiveMatcher(db, customer.vicidialDatabase);
  if (layout.match !== "lead_id" && !(await matcher.canMatch(layout.match)))
    throw new UsageError(
      `the archive has no index on ${layout.match}: use lead ids, or have the index added`,
    );
  const report: Report | undefined =
    options.report === undefined ? undefined : await openReport(options.report);
  const progress = startProgress(list.bytes);
  if (report?.goesOn)
    progress.remark(`the report ${options.report} is there already: this run goes on with it`);
  const remark = layoutRemark(layout);
  if (remark !== undefined) progress.remark(remark);
  const throttle = createThrottle(rate);
  const counts = countOutcomes();
  const hours = createHoursStore(home, () => createCallTimes(db, customer.vicidialDatabase), EVERY_CUSTOMER);
  const move = createListMover({
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
      vicidialUser: options.user ?? NOBODY,
      requestId: `run-${process.pid}-${Date.now()}`,
    },
    scope,
    dryRun: options.dryRun ?? false,
  });
  try {
    const leads = matchEntries(entries(), layout.match, { matcher, scope });
    for await (const batch of listedBatches(leads, layout, Math.min(BATCH_SIZE, rate ?? BATCH_SIZE))) {
      if (!options.dryRun) await waitForHours(hours, options.customer, progress, stop);
      if (stop.aborted) break;
      const results = await retryWithPolicy(progress, stop, () => move(batch));
      await report?.add(options.dryRun ? results.map(foreseen) : results);
      for (const { outcome } of results) counts.add(outcome);
      counts.addLines(batch);
      progress.update(counts.all(), counts.done(), list.bytesRead());
      await throttle.keep(results.length, stop);
    }
  } finally {
    progress.end();
    await report?.close();
  }
  printSummary(options, counts, stop.aborted, layout);
}

async function runWith(parts: RunChunks): Promise<void> {
  const { options } = parts;
  parseRate(options.rate);
  parseLayoutChoice(options);
  refuseContradictions(options);
  const list = await openList(options.ids);
  const { signal, stopListening } = stopOnSignal();
  try {
    await moveList(parts, list, signal);
  } finally {
    stopListening();
    list.input.destroy();
  }
}

/** `run`. */
export function run(options: RunOptions): Promise<void> {
  return withHome((home) =>
    withCustomer(options.customer, (db, customer, config) =>
      runWith({ db, home, customer, config, options }),
    ),
  );
}
