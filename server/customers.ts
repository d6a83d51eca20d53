/** The wiring of one customer, from connections to background work. It is longer than 200 lines because it is one list. */

import type { Knex } from "knex";
import type { Logger } from "pino";
import type { AdminCustomer } from "./admin/shell/dependencies.ts";
import { openPageReaders } from "./admin/shell/pageReaders.ts";
import { type Config, type CustomerConfig, DEFAULT_CUSTOMER } from "./config/index.ts";
import { openCustomerPools } from "./db/customerPools.ts";
import { scopeOfCustomer } from "./db/customerScope.ts";
import { describeFailure } from "./db/databaseErrors.ts";
import { createSharedSecret } from "./db/sharedSecret.ts";
import { checkGroups, createCheckWatch } from "./doctor/index.ts";
import { journalFor } from "./history/batchStore.ts";
import { createIdempotencyStore, type IdempotencyStore } from "./history/idempotencyStore.ts";
import type { OfficeHoursGate } from "./hours/officeHours.ts";
import { homeOf } from "./http/basePath.ts";
import { createLeadLookup, type LeadLookup } from "./leads/lookup/leadLookup.ts";
import { createMover, isStillOpen } from "./leads/move/index.ts";
import { createColumnPlans } from "./leads/tables/columnPlanCache.ts";
import { startRepeating } from "./lib/repeat.ts";
import { createScheduler } from "./plans/scheduler.ts";
import { endEvents } from "./runs/adminLogEvent.ts";
import { createDuplicateFinder } from "./runs/work/duplicateFinder.ts";
import { createRunner } from "./runs/work/runner.ts";
import { createAdminLog } from "./vicidial/adminLog.ts";
import { type ApiLog, createApiLog } from "./vicidial/apiLog.ts";
import { type AttemptLimiter, createAttemptLimiter } from "./vicidial/attemptLimiter.ts";
import { createHasher, type Hasher } from "./vicidial/bcrypt/index.ts";
import { type CallTimes, createCallTimes } from "./vicidial/callTimes.ts";
import { createLists } from "./vicidial/lists.ts";
import { createSignIn } from "./vicidial/signIn.ts";
import { createUserPrivacy, type PrivacyOf } from "./vicidial/userPrivacy.ts";
import { createUsers } from "./vicidial/users.ts";
import { startWebhooks } from "./webhooks/webhookWork.ts";

/** A customer's Vicidial and its services. Each customer has its own connection pools, so none waits for another. */
export interface Customer extends AdminCustomer {
  /** Path of the overview page, without the prefix of a host app. */
  readonly home: string;
  /** For quick queries, which must not queue behind moves that wait for locks. */
  readonly db: Knex;
  readonly callTimes: CallTimes;
  readonly apiLog: ApiLog;
  readonly idempotency: IdempotencyStore;
  readonly lookup: LeadLookup;
  readonly privacyOf: PrivacyOf;
  connectionsInUse(): number;
  close(): Promise<void>;
}

/** A lease lasts 30 s, so a dead instance's batch is taken over within a minute. */
const RESUME_EVERY_MS = 30_000;
const CLEAN_EVERY_MS = 3_600_000;
/** Uploaded lists contain personal data and expire after an hour. */
const CLEAN_UPLOADS_EVERY_MS = 600_000;
/** How often to look for runs, then for leads in both tables: in turn, because the database account may have few connections. */
const RUNS_EVERY_MS = 500;
/** How often to look for plans that are due. */
const PLANS_EVERY_MS = 5000;
/** Maximum delay of Vicidial's API log. */
const LOG_EVERY_MS = 500;

/** Shared by all customers. */
export interface CustomersOptions {
  readonly config: Config;
  readonly logger: Logger;
  readonly clock: () => Date;
  readonly gate: OfficeHoursGate;
}

/** Protects the sign-in of every customer: one hashing thread, one count of failed attempts. */
interface SignInGuard {
  readonly hasher: Hasher;
  readonly attempts: AttemptLimiter;
}

function openCustomer(
  customer: CustomerConfig,
  { config, logger, clock, gate }: CustomersOptions,
  signInGuard: SignInGuard,
): Customer {
  const { name, vicidialDatabase, childTables } = customer;
  const { poolSize, lockWaitSeconds } = config;
  const scope = scopeOfCustomer(config, name);
  const target = { account: customer.account, database: customer.ownDatabase, lockWaitSeconds };
  const pools = openCustomerPools({ ...target, poolSize });
  const { moving, db, side, running } = pools;
  const plans = createColumnPlans(vicidialDatabase);
  const mover = createMover({
    plans,
    db: moving,
    vicidialDatabase,
    childTables,
    journal: journalFor(scope),
    lockWaitSeconds,
    callsAtOnce: Math.floor(poolSize / 2),
  });
  const idempotency = createIdempotencyStore(db, scope);
  const apiLog = createApiLog(side, vicidialDatabase);

  async function resume(): Promise<void> {
    for (const resumed of await mover.resumeAbandoned()) {
      const facts = { customer: name, batch_id: resumed.batchId, still_open: isStillOpen(resumed) };
      logger.warn(facts, "took over a batch that was left open");
    }
  }
  const onFailure = (error: unknown) =>
    logger.warn({ customer: name, ...describeFailure(error) }, "work in the background failed");
  async function writeApiLog(): Promise<void> {
    const lost = await apiLog.flush();
    if (lost > 0) logger.warn({ customer: name, lost }, "requests are missing in Vicidial's API log");
  }
  const users = createUsers(db, vicidialDatabase);
  const lists = createLists(db, vicidialDatabase);
  const readers = openPageReaders({ customer, scope, plans, side, target: pools.sideTarget, onFailure });
  const webhookSecret = createSharedSecret(side, "webhook_secret");
  const writeAdminLog = createAdminLog(side, vicidialDatabase);
  const { refuseByOfficeHours } = gate;
  const home = homeOf("/vicidial", { isHome: name === DEFAULT_CUSTOMER, name });
  const work = { db: running, customer: name, scope, vicidialDatabase, users, lists, clock, onFailure };
  const runner = createRunner({
    ...work,
    childTables,
    plans,
    mover,
    refuseByOfficeHours,
    onFinished: async (run) => {
      for (const event of endEvents(run, "finished", `${home}/runs/${run.id}`))
        await writeAdminLog(event, { user: run.user, address: "" }, clock());
    },
  });
  const runDuePlans = createScheduler({ ...work, home, refuseByOfficeHours, logger, writeAdminLog });
  const trustedProxies = name === DEFAULT_CUSTOMER ? config.trustedProxies : null;
  const groups = checkGroups({ db: side, vicidialDatabase, childTables, scope, trustedProxies });
  const checks = createCheckWatch(groups, { clock, onFailure });
  const findDuplicates = createDuplicateFinder({ db: running, vicidialDatabase, scope, plans });
  const webhookWork = startWebhooks({
    ...config.webhooks,
    db: side,
    scope,
    siteSecret: webhookSecret,
    clock,
    onFailure,
  });
  const background = [
    startRepeating(RUNS_EVERY_MS, () => runner.claimRuns().then(findDuplicates), onFailure),
    startRepeating(CLEAN_EVERY_MS, () => readers.stores.runs.clean(), onFailure),
    startRepeating(PLANS_EVERY_MS, runDuePlans, onFailure),
    startRepeating(RESUME_EVERY_MS, resume, onFailure),
    startRepeating(CLEAN_EVERY_MS, () => readers.stores.plans.cleanResults(clock()), onFailure),
    startRepeating(CLEAN_EVERY_MS, () => idempotency.clean(), onFailure),
    startRepeating(CLEAN_UPLOADS_EVERY_MS, () => readers.stores.listUploads.clean(clock()), onFailure),
    startRepeating(LOG_EVERY_MS, writeApiLog, onFailure),
  ];
  return {
    name,
    isHome: name === DEFAULT_CUSTOMER,
    home,
    scope,
    vicidialDatabase,
    childTables,
    ownDatabase: customer.ownDatabase,
    db,
    side,
    users,
    lists,
    callTimes: createCallTimes(db, vicidialDatabase),
    mover,
    idempotency,
    lookup: createLeadLookup(side, vicidialDatabase),
    privacyOf: createUserPrivacy(side, vicidialDatabase),
    connectionsInUse: pools.inUse,
    apiLog,
    ...readers,
    webhookSecret,
    wakeRuns: () => void runner.claimRuns().catch(onFailure),
    signIn: createSignIn(side, vicidialDatabase, signInGuard),
    checks,
    writeAdminLog,
    async close() {
      checks.stop();
      await Promise.all([
        runner.stop(),
        webhookWork.stop(),
        readers.closeReaders(),
        ...background.map((task) => task.stop()),
      ]);
      await writeApiLog().catch(onFailure);
      await pools.close();
    },
  };
}

/** Connects every customer and starts its background work. */
export function openCustomers(options: CustomersOptions) {
  const [first, ...others] = options.config.customers;
  const signInGuard = { hasher: createHasher(), attempts: createAttemptLimiter() };
  const all = [
    openCustomer(first, options, signInGuard),
    ...others.map((customer) => openCustomer(customer, options, signInGuard)),
  ] as const;
  const customers = new Map(all.map((customer) => [customer.name, customer]));
  return {
    find: (name: string): Customer | undefined =>
      customers.get(options.config.sharesDatabase ? DEFAULT_CUSTOMER : name),
    all,
    connectionsInUse: (): ReadonlyMap<string, number> =>
      new Map([...customers.values()].map((customer) => [customer.name, customer.connectionsInUse()])),
    async close(): Promise<void> {
      await Promise.all([...customers.values()].map((customer) => customer.close()));
      await signInGuard.hasher.close();
    },
  };
}

export type Customers = ReturnType<typeof openCustomers>;
