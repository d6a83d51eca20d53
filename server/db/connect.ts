import knex, { type Knex } from "knex";
import type { Connection, RowDataPacket } from "mysql2";
import type { DatabaseAccount } from "../config/index.ts";
import { allowPackets, type PacketConnection } from "./packets.ts";
import { type NamedValue, readServerKind, rememberServerKind, type ServerKind } from "./serverKind.ts";
import { sessionSettings, transactionSettings } from "./session.ts";
import { queryRows } from "./sql.ts";
import { waitForConnection } from "./waitForConnection.ts";

export interface ConnectOptions {
  readonly account: DatabaseAccount;
  /** The default database, for unqualified names of our own tables. */
  readonly database: string;
  readonly poolSize: number;
  readonly lockWaitSeconds: number;
  /** Lets the server refuse every change. */
  readonly readOnly?: boolean;
  /** Allows several statements in one packet. Only for the engine, whose texts are constants and whose values are bound. */
  readonly packets?: boolean;
}

const ignore = (): void => undefined;
/** Errors are thrown anyway, and knex's log output would contain hosts and statements with their values. */
const SILENT = { warn: ignore, error: ignore, debug: ignore, deprecate: ignore };

const ACQUIRE_TIMEOUT_MS = 10_000;
/** Less than the acquire timeout, so that the error shows the reason. */
const WAIT_FOR_CONNECTION_MS = 5_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** Lets the kernel detect a server whose machine is gone and end the connection. */
const KEEP_ALIVE_AFTER_MS = 10_000;

/** What the server does for a connection. Shows the account's own connections without any right. */
const READ_COMMAND = "SELECT command FROM information_schema.processlist WHERE id = ?";

/** Configures a new connection and reads what kind of server it is. */
async function prepare(
  connection: Connection,
  { lockWaitSeconds, readOnly = false }: ConnectOptions,
): Promise<ServerKind> {
  const session = connection.promise();
  await session.query(sessionSettings(lockWaitSeconds));
  const kind = await readServerKind(async (sql) => {
    const [rows] = await session.query<(NamedValue & RowDataPacket)[]>(sql);
    return rows;
  });
  await session.query(transactionSettings(kind.logsStatements, readOnly));
  return kind;
}

/** Opens a pool, which connects with the first query. The caller must `destroy()` it. */
export function connect(options: ConnectOptions): Knex {
  const { account, database, poolSize, packets = false } = options;
  const isIdle = async (threadId: number): Promise<boolean> => {
    const rows = await queryRows<{ command: string }>(pool, READ_COMMAND, [threadId]);
    return rows.every(({ command }) => command === "Sleep");
  };
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
      multipleStatements: packets,
    },
    log: SILENT,
    acquireConnectionTimeout: ACQUIRE_TIMEOUT_MS,
    pool: {
      min: 0,
      max: poolSize,
      afterCreate(connection: Connection, done: (error: Error | null, connection: Connection) => void) {
        prepare(connection, options).then(
          (kind) => {
            rememberServerKind(pool, kind);
            if (packets) allowPackets(connection as unknown as PacketConnection, isIdle);
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

/** Counts the connections of these pools that run a query now. */
export function connectionsInUse(pools: readonly Knex[]): number {
  return pools.reduce((sum, pool) => sum + Number(pool.client.pool?.numUsed() ?? 0), 0);
}
