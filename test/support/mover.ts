import type { Knex } from "knex";
import { connect } from "../../server/db/connect.ts";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { DearchiveError, type Fault } from "../../server/errors.ts";
import { journalFor } from "../../server/history/batchStore.ts";
import { createMover, type MoveOrder, type Mover, type RetryPolicy } from "../../server/leads/move/index.ts";
import type { MoveJournal, OpenJournal } from "../../server/leads/move/journal.ts";
import type { MoveFlags } from "../../server/leads/move/outcome.ts";
import { ARCHIVE, DEARCHIVE, type Direction } from "../../server/leads/tables/direction.ts";
import type { TestDatabase } from "./database.ts";

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
  /** Runs inside the transaction, after its batch is recorded and before it commits. */
  readonly onRecorded?: () => Promise<void>;
  /** Runs before each use of the journal; the mover cannot use it if this throws. */
  readonly beforeJournal?: () => Promise<void>;
}

/** Calls a hook before each use of the journal. */
function watched(journal: MoveJournal, hook: (() => Promise<void>) | undefined): MoveJournal {
  if (!hook) return journal;
  return new Proxy(journal, {
    get(target, name: keyof MoveJournal) {
      const method = target[name] as (...args: unknown[]) => Promise<unknown>;
      return async (...args: unknown[]) => {
        await hook();
        return method(...args);
      };
    },
  });
}

/** Returns the real history with the test's hooks. */
function journalWith({ onOpened, onClosing, onRecorded, beforeJournal }: TestMoverOptions): OpenJournal {
  return (...args) => {
    const store = watched(journalFor(EVERY_CUSTOMER)(...args), beforeJournal);
    return {
      ...store,
      async open(move) {
        const opened = await store.open(move);
        await onOpened?.();
        return opened;
      },
      async close(...closed) {
        await onClosing?.();
        await store.close(...closed);
      },
      record: (move, result, end) =>
        store.record(move, result, async () => {
          await onRecorded?.();
          await end?.();
        }),
    };
  };
}

export function startMover(database: TestDatabase, options: TestMoverOptions = {}): TestMover {
  const { config } = database;
  const [{ account, vicidialDatabase, ownDatabase }] = config.customers;
  const settings = { ...config, ...options };
  const db = connect({ ...settings, account, database: ownDatabase, packets: true });
  const mover = createMover({
    db,
    vicidialDatabase,
    journal: journalWith(options),
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
  const mover = startMover(database, options);
  return use(mover).finally(() => mover.close());
}
