import knex, { type Knex } from "knex";
import type { Connection, RowDataPacket } from "mysql2";
import type { DatabaseAccount } from "../config/index.ts";
import { type NamedValue, readServerKind, rememberServerKind, type ServerKind } from "./serverKind.ts";
import { sessionSettings, transactionSettings } from "./session.ts";
import { waitForConnection } from "./waitForConnection.ts";

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
/** Shorter than the above: what is thrown then says why. */
const WAIT_FOR_CONNECTION_MS = 5_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** A server whose machine is gone says nothing: the kernel asks after it, and ends the connection in the end. */
const KEEP_ALIVE_AFTER_MS = 10_000;

/** Prepares a new connection, and reads what kind of server it leads to. */
async function prepare(connection: Connection, lockWaitSeconds: number): Promise<ServerKind> {
  const session = connection.promise();
  await session.query(sessionSettings(lockWaitSeconds));
  const kind = await readServerKind(async (sql) => {
    const [rows] = await session.query<(NamedValue & RowDataPacket)[]>(sql);
    return rows;
  });
  await session.query(transactionSettings(kind.logsStatements));
  return kind;
}

/** Opens a pool; no connection is made before the first query. Whoever calls this also calls `destroy()`. */
export function connect({ account, database, poolSize, lockWaitSeconds }: ConnectOptions): Knex {
  const pool = knex({
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
          (kind) => {
            rememberServerKind(pool, kind);
            done(null, connection);
          },
          (error) => done(error, connection),
        );
      },
    },
  });
  waitForConnection(pool, WAIT_FOR_CONNECTION_MS);
  return pool;
}
