import type { Knex } from "knex";
import type { Logger } from "pino";
import { type Config, type CustomerConfig, DEFAULT_CUSTOMER } from "./config.ts";
import { connect } from "./db/connect.ts";
import { describeFailure } from "./db/failures.ts";
import { createBatchStore } from "./history/batchStore.ts";
import { createIdempotencyStore, type IdempotencyStore } from "./history/idempotencyStore.ts";
import { createMover, isStillOpen, type Mover } from "./leads/move.ts";
import { startRepeating } from "./repeat.ts";
import { createLists, type Lists } from "./vicidial/lists.ts";
import { createUsers, type Users } from "./vicidial/users.ts";

/** A customer's Vicidial with everything that works on it. Each has pools of its own: none waits for another's. */
export interface Customer {
  readonly name: string;
  /** For what takes a moment, and so must not wait for moves that wait for locks. */
  readonly db: Knex;
  readonly users: Users;
  readonly lists: Lists;
  readonly mover: Mover;
  readonly idempotency: IdempotencyStore;
  connectionsInUse(): number;
  close(): Promise<void>;
}

/** Users, lists, health and repeated calls: each takes milliseconds. */
const QUICK_POOL_SIZE = 4;

/** A dead instance's lease runs for half a minute: nobody waits much longer than that for what it left. */
const RESUME_EVERY_MS = 30_000;
const CLEAN_EVERY_MS = 3_600_000;

function usedIn(db: Knex): number {
  return Number(db.client.pool?.numUsed() ?? 0);
}

function openCustomer(customer: CustomerConfig, config: Config, logger: Logger): Customer {
  const { name, vicidialDatabase } = customer;
  const { poolSize, lockWaitSeconds } = config;
  const place = { account: customer.account, database: customer.ownDatabase, lockWaitSeconds };
  const moving = connect({ ...place, poolSize });
  const db = connect({ ...place, poolSize: QUICK_POOL_SIZE });
  const mover = createMover({
    db: moving,
    vicidialDatabase,
    journal: createBatchStore,
    lockWaitSeconds,
    callsAtOnce: Math.floor(poolSize / 2),
  });
  const idempotency = createIdempotencyStore(db);

  async function resume(): Promise<void> {
    for (const resumed of await mover.resumeAbandoned()) {
      const facts = { customer: name, batch_id: resumed.batchId, still_open: isStillOpen(resumed) };
      logger.warn(facts, "took over a batch that was left open");
    }
  }
  const onFailure = (error: unknown) =>
    logger.warn({ customer: name, ...describeFailure(error) }, "work in the background failed");
  const background = [
    startRepeating(RESUME_EVERY_MS, resume, onFailure),
    startRepeating(CLEAN_EVERY_MS, () => idempotency.clean(), onFailure),
  ];
  return {
    name,
    db,
    users: createUsers(db, vicidialDatabase),
    lists: createLists(db, vicidialDatabase),
    mover,
    idempotency,
    connectionsInUse: () => usedIn(moving) + usedIn(db),
    async close() {
      await Promise.all(background.map((each) => each.stop()));
      await Promise.all([moving.destroy(), db.destroy()]);
    },
  };
}

/** Opens every customer, and begins at once to finish what dead instances left open there. */
export function openCustomers(config: Config, logger: Logger) {
  const customers = new Map(
    config.customers.map((customer) => [customer.name, openCustomer(customer, config, logger)]),
  );
  return {
    find: (name: string): Customer | undefined =>
      customers.get(config.sharesDatabase ? DEFAULT_CUSTOMER : name),
    all: (): readonly Customer[] => [...customers.values()],
    connectionsInUse: (): ReadonlyMap<string, number> =>
      new Map([...customers.values()].map((customer) => [customer.name, customer.connectionsInUse()])),
    async close(): Promise<void> {
      await Promise.all([...customers.values()].map((customer) => customer.close()));
    },
  };
}

export type Customers = ReturnType<typeof openCustomers>;
