import knex, { type Knex } from "knex";
import type { Connection, RowDataPacket } from "mysql2";
import type { DatabaseAccount } from "../config.ts";

export interface ConnectOptions {
  readonly account: DatabaseAccount;
  /** The default database: unqualified table names are our own tables there. */
  readonly database: string;
  readonly poolSize: number;
  readonly lockWaitSeconds: number;
}

const ignore = (): void => undefined;
/** What knex prints on its own is thrown as an error too, and holds hosts and statements with their values. */
const SILENT = { warn: ignore, error: ignore, debug: ignore, deprecate: ignore };

const ACQUIRE_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** A server whose machine is gone says nothing: the kernel asks after it, and ends the connection in the end. */
const KEEP_ALIVE_AFTER_MS = 10_000;

/**
 * What every session of ours starts with: nothing is truncated on the way, id 0 keeps its id, zero dates pass,
 * no time stamp is shifted by a time zone, no lock is waited for without end, a COMMIT does nothing else, and no list of
 * rows is cut short.
 */
function sessionSettings(lockWaitSeconds: number): string {
  return `SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO', time_zone = '+00:00', autocommit = 1,
    completion_type = 0, sql_select_limit = 18446744073709551615,
    innodb_lock_wait_timeout = ${lockWaitSeconds}, lock_wait_timeout = ${lockWaitSeconds}`;
}

/**
 * Locks rows, not the gaps between them: the dialer may insert beside a batch. A server that logs statements
 * refuses InnoDB changes at this level, and keeps its own.
 */
async function chooseIsolation(connection: Connection): Promise<void> {
  const session = connection.promise();
  const [rows] = await session.query<RowDataPacket[]>(
    "SELECT @@log_bin = 1 AND @@binlog_format = 'STATEMENT' AS logsStatements",
  );
  if (rows[0]?.["logsStatements"] === 1) return;
  await session.query("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
}

async function prepare(connection: Connection, lockWaitSeconds: number): Promise<void> {
  await connection.promise().query(sessionSettings(lockWaitSeconds));
  await chooseIsolation(connection);
}

/** Opens a pool; no connection is made before the first query. Whoever calls this also calls `destroy()`. */
export function connect({ account, database, poolSize, lockWaitSeconds }: ConnectOptions): Knex {
  return knex({
    client: "mysql2",
    connection: {
      ...account,
      database,
      charset: "utf8mb4",
      timezone: "Z",
      dateStrings: true,
      supportBigNumbers: true,
      connectTimeout: CONNECT_TIMEOUT_MS,
      keepAliveInitialDelay: KEEP_ALIVE_AFTER_MS,
    },
    log: SILENT,
    acquireConnectionTimeout: ACQUIRE_TIMEOUT_MS,
    pool: {
      min: 0,
      max: poolSize,
      afterCreate(connection: Connection, done: (error: Error | null, connection: Connection) => void) {
        prepare(connection, lockWaitSeconds).then(
          () => done(null, connection),
          (error) => done(error, connection),
        );
      },
    },
  });
}
