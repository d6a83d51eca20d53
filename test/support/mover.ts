import type { Knex } from "knex";
import { connect } from "../../server/db/connect.ts";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { all, NOTHING } from "../../server/db/script.ts";
import { DearchiveError, type Fault } from "../../server/errors.ts";
import { journalFor } from "../../server/history/batchStore.ts";
import { createMover, type MoveOrder, type Mover, type RetryPolicy } from "../../server/leads/move/index.ts";
import type { OpenJournal } from "../../server/leads/move/journal.ts";
import type { MoveFlags } from "../../server/leads/move/outcome.ts";
import { ARCHIVE, DEARCHIVE, type Direction } from "../../server/leads/tables/direction.ts";
import type { TestDatabase } from "./database.ts";
import { type Pauses, startPauses } from "./pausedScript.ts";

export const DIRECTIONS: readonly Direction[] = [DEARCHIVE, ARCHIVE];
export const MOVE: MoveFlags = { insert: true, update: false, delete: true };

/** The move engine with a pool of its own, like one instance of the plugin. */
export interface TestMover {
  readonly move: Mover["move"];
  readonly resumeAbandoned: Mover["resumeAbandoned"];
  readonly db: Knex;
  close(): Promise<void>;
}

export interface TestMoverOptions {
  readonly lockWaitSeconds?: number;
  readonly poolSize?: number;
  readonly retryPolicy?: RetryPolicy;
  readonly childTables?: readonly string[];
  /** Runs after the batch is recorded and before any lead changes. */
  readonly onOpened?: () => Promise<void>;
  /** Runs after the leads changed and before the batch is closed. */
  readonly onClosing?: () => Promise<void>;
  /** Runs inside the transaction, after its batch is recorded and before it commits. Only with `withMover`. */
  readonly onRecorded?: () => Promise<void>;
  /** Runs before each statement that uses the journal. It is not sent if this throws. */
  readonly beforeJournal?: () => Promise<void>;
}

/** Returns the real history with the test's hooks. */
function journalWith({ onOpened, onRecorded }: TestMoverOptions, pauses?: Pauses): OpenJournal {
  const whenRecorded = () => (pauses && onRecorded ? pauses.waitFor(onRecorded) : NOTHING);
  return (...args) => {
    const store = journalFor(EVERY_CUSTOMER)(...args);
    return {
      ...store,
      async open(move) {
        const opened = await store.open(move);
        await onOpened?.();
        return opened;
      },
      record: (move, result) => all(store.record(move, result), whenRecorded()),
    };
  };
}

/** The statement that closes a batch on tables without transactions. */
const CLOSING = /update `dearchive_batches` set `outcomes`/;

/** The statements that read or write batches and what they change. */
const JOURNAL = /dearchive_(batches|batch_leads|lead_changes)/;

type Query = (options: { sql: string }, values: unknown, done: (error: unknown) => void) => unknown;

/** Runs a hook before each matching statement of a pool is sent. */
function runBefore({ client }: Knex, statement: RegExp, hook: () => Promise<void>): void {
  const open: () => Promise<{ query: Query }> = client.acquireRawConnection.bind(client);
  client.acquireRawConnection = async () => {
    const connection = await open();
    const query = connection.query.bind(connection);
    connection.query = (options, values, done) => {
      if (!statement.test(options.sql)) return query(options, values, done);
      hook().then(() => void query(options, values, done), done);
      return undefined;
    };
    return connection;
  };
}

export function startMover(
  database: TestDatabase,
  options: TestMoverOptions = {},
  pauses?: Pauses,
): TestMover {
  const { config } = database;
  const [{ account, vicidialDatabase, ownDatabase }] = config.customers;
  const settings = { ...config, ...options };
  const db = connect({ ...settings, account, database: ownDatabase });
  if (options.onClosing) runBefore(db, CLOSING, options.onClosing);
  if (options.beforeJournal) runBefore(db, JOURNAL, options.beforeJournal);
  const mover = createMover({
    db,
    vicidialDatabase,
    journal: journalWith(options, pauses),
    lockWaitSeconds: settings.lockWaitSeconds,
    ...(options.childTables && { childTables: options.childTables }),
    ...(options.retryPolicy && { retryPolicy: options.retryPolicy }),
  });
  return { move: mover.move, resumeAbandoned: mover.resumeAbandoned, db, close: () => db.destroy() };
}

/** Returns an order that inserts and deletes, by a user with access to all leads, with `changes` applied. */
export function orderFor(
  direction: Direction,
  leadIds: readonly number[],
  changes: Partial<MoveOrder> = {},
): MoveOrder {
  return {
    direction,
    leadIds,
    flags: MOVE,
    scope: { kind: "every" },
    actor: { customer: "default", keyId: null, vicidialUser: "apiuser", requestId: "of-a-test" },
    ...changes,
  };
}

/** Returns the fault that `work` rejects with. @throws any other error, and an error if `work` succeeds */
export async function faultOf(work: Promise<unknown>): Promise<Fault> {
  try {
    await work;
  } catch (error) {
    if (error instanceof DearchiveError) return error.fault;
    throw error;
  }
  throw new Error("the work succeeded instead of being refused");
}

/** Runs `use` with a mover and closes the mover afterwards. Returns the result of `use`. */
export async function withMover<T>(
  database: TestDatabase,
  use: (mover: TestMover) => Promise<T>,
  options: TestMoverOptions = {},
): Promise<T> {
  const pauses = options.onRecorded ? await startPauses(database) : undefined;
  const mover = startMover(database, options, pauses);
  try {
    return await use(mover);
  } finally {
    await mover.close();
    await pauses?.end();
  }
}
