import type { Knex } from "knex";
import type { Logger } from "pino";
import type { AdminCustomer } from "./admin/shell/dependencies.ts";
import { homeOf } from "./admin/shell/site.ts";
import { customerStores } from "./admin/shell/stores.ts";
import { type Config, type CustomerConfig, DEFAULT_CUSTOMER } from "./config/index.ts";
import { connect } from "./db/connect.ts";
import { scopeOfCustomer } from "./db/customerScope.ts";
import { describeFailure } from "./db/databaseErrors.ts";
import { journalFor } from "./history/batchStore.ts";
import { createIdempotencyStore, type IdempotencyStore } from "./history/idempotencyStore.ts";
import type { OfficeHoursGate } from "./hours/officeHoursGate.ts";
import { createMover, isStillOpen } from "./leads/move/index.ts";
import { startRepeating } from "./lib/repeat.ts";
import { runEvent } from "./runs/adminLogEvent.ts";
import { createRunner } from "./runs/work/runner.ts";
import { createAdminLog } from "./vicidial/adminLog.ts";
import { type ApiLog, createApiLog } from "./vicidial/apiLog.ts";
import { type AttemptLimiter, createAttemptLimiter } from "./vicidial/attemptLimiter.ts";
import { createHasher, type Hasher } from "./vicidial/bcrypt/index.ts";
import { type CallTimes, createCallTimes } from "./vicidial/callTimes.ts";
import { createLists } from "./vicidial/lists.ts";
import { createScreenColors } from "./vicidial/screenColors.ts";
import { createSignIn } from "./vicidial/signIn.ts";
import { createUsers } from "./vicidial/users.ts";

/** A customer's Vicidial with everything that works on it. Each has pools of its own: none waits for another's. */
export interface Customer extends AdminCustomer {
  /** For what takes a moment, and so must not wait for moves that wait for locks. */
  readonly db: Knex;
  readonly callTimes: CallTimes;
  readonly apiLog: ApiLog;
  readonly idempotency: IdempotencyStore;
  connectionsInUse(): number;
  close(): Promise<void>;
}

/** Users, lists, health and repeated calls: each takes milliseconds. */
const QUICK_POOL_SIZE = 4;

/** A dead instance's lease runs for half a minute: nobody waits much longer than that for what it left. */
const RESUME_EVERY_MS = 30_000;
const CLEAN_EVERY_MS = 3_600_000;
/** Uploaded lists hold personal data and live for an hour. */
const CLEAN_UPLOADS_EVERY_MS = 600_000;
/** Connections for runs, beside those of their moves: looking at leads keeps nobody else waiting. */
const RUNS_POOL_SIZE = 4;
/** How long, after its lease ended, a run that another instance left may wait. */
const RUNS_EVERY_MS = 500;
/** Vicidial's API log is behind by that much. */
const LOG_EVERY_MS = 500;
/** Connections for what people look at and for logs, beside those that calls need. */
const SIDE_POOL_SIZE = 4;

function usedIn(db: Knex): number {
  return Number(db.client.pool?.numUsed() ?? 0);
}

/** What all customers share. */
export interface CustomersOptions {
  readonly config: Config;
  readonly logger: Logger;
  readonly clock: () => Date;
  readonly gate: OfficeHoursGate;
}

/** What guards every customer's sign-in: one thread that hashes, and one count of failures. */
interface Doorkeeper {
  readonly hasher: Hasher;
  readonly attempts: AttemptLimiter;
}

function openCustomer(
  customer: CustomerConfig,
  { config, logger, clock, gate }: CustomersOptions,
  doorkeeper: Doorkeeper,
): Customer {
  const { name, vicidialDatabase, childTables } = customer;
  const { poolSize, lockWaitSeconds } = config;
  const scope = scopeOfCustomer(config, name);
  const place = { account: customer.account, database: customer.ownDatabase, lockWaitSeconds };
  const moving = connect({ ...place, poolSize });
  const db = connect({ ...place, poolSize: QUICK_POOL_SIZE });
  const mover = createMover({
    db: moving,
    vicidialDatabase,
    childTables,
    journal: journalFor(scope),
    lockWaitSeconds,
    callsAtOnce: Math.floor(poolSize / 2),
  });
  const idempotency = createIdempotencyStore(db, scope);
  const side = connect({ ...place, poolSize: SIDE_POOL_SIZE });
  const running = connect({ ...place, poolSize: RUNS_POOL_SIZE });
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
    if (lost > 0) logger.warn({ customer: name, lost }, "calls are missing in Vicidial's API log");
  }
  const users = createUsers(db, vicidialDatabase);
  const lists = createLists(db, vicidialDatabase);
  const stores = customerStores(side, vicidialDatabase, scope, childTables);
  const writeAdminLog = createAdminLog(side, vicidialDatabase);
  const runner = createRunner({
    db: running,
    customer: name,
    scope,
    vicidialDatabase,
    childTables,
    mover,
    users,
    lists,
    refuseByOfficeHours: gate.refuseByOfficeHours,
    clock,
    onFinished: async (run) => {
      const path = `${homeOf("/vicidial", { isHome: name === DEFAULT_CUSTOMER, name })}/runs/${run.id}`;
      await writeAdminLog(runEvent(run, "finished", path), { user: run.user, address: "" }, clock());
    },
    onFailure,
  });
  const background = [
    startRepeating(RUNS_EVERY_MS, runner.takeUp, onFailure),
    startRepeating(CLEAN_EVERY_MS, () => stores.runs.clean(), onFailure),
    startRepeating(RESUME_EVERY_MS, resume, onFailure),
    startRepeating(CLEAN_EVERY_MS, () => idempotency.clean(), onFailure),
    startRepeating(CLEAN_UPLOADS_EVERY_MS, () => stores.listUploads.clean(clock()), onFailure),
    startRepeating(LOG_EVERY_MS, writeApiLog, onFailure),
  ];
  return {
    name,
    isHome: name === DEFAULT_CUSTOMER,
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
    connectionsInUse: () => [moving, db, side, running].map(usedIn).reduce((sum, used) => sum + used),
    apiLog,
    stores,
    wakeRuns: () => void runner.takeUp().catch(onFailure),
    signIn: createSignIn(side, vicidialDatabase, doorkeeper),
    readColors: createScreenColors(side, vicidialDatabase),
    writeAdminLog,
    async close() {
      await Promise.all([runner.stop(), ...background.map((each) => each.stop())]);
      await writeApiLog().catch(onFailure);
      await Promise.all([moving, db, side, running].map((pool) => pool.destroy()));
    },
  };
}

/** Opens every customer, and begins at once to finish what dead instances left open there. */
export function openCustomers(options: CustomersOptions) {
  const { config } = options;
  const [first, ...others] = config.customers;
  const doorkeeper = { hasher: createHasher(), attempts: createAttemptLimiter() };
  const all = [
    openCustomer(first, options, doorkeeper),
    ...others.map((customer) => openCustomer(customer, options, doorkeeper)),
  ] as const;
  const customers = new Map(all.map((customer) => [customer.name, customer]));
  return {
    find: (name: string): Customer | undefined =>
      customers.get(config.sharesDatabase ? DEFAULT_CUSTOMER : name),
    all,
    connectionsInUse: (): ReadonlyMap<string, number> =>
      new Map([...customers.values()].map((customer) => [customer.name, customer.connectionsInUse()])),
    async close(): Promise<void> {
      await Promise.all([...customers.values()].map((customer) => customer.close()));
      await doorkeeper.hasher.close();
    },
  };
}

export type Customers = ReturnType<typeof openCustomers>;
