import mysql, { type Connection, type RowDataPacket } from "mysql2/promise";
import type { PrivateMariaDb } from "../../demo/privateMariaDb.ts";
import { HOST, ROOT_PASSWORD, startOwnMariaDb } from "./mariadb.ts";

/** A primary and a secondary MariaDB, which replicates everything that happens on the primary from now on. */
export interface Replication {
  readonly primary: PrivateMariaDb;
  readonly secondary: PrivateMariaDb;
  /** Runs a statement on the secondary. */
  onSecondary(sql: string): Promise<void>;
  remove(): Promise<void>;
}

function connectTo({ port }: PrivateMariaDb): Promise<Connection> {
  return mysql.createConnection({ host: HOST, port, user: "root", password: ROOT_PASSWORD });
}

async function replicate(primary: PrivateMariaDb, secondary: Connection): Promise<void> {
  const connection = await connectTo(primary);
  const [[status]] = await connection
    .query<RowDataPacket[]>("SHOW MASTER STATUS")
    .finally(() => connection.end());
  await secondary.query(
    `CHANGE MASTER TO MASTER_HOST = ?, MASTER_PORT = ?, MASTER_USER = 'root', MASTER_PASSWORD = ?,
       MASTER_LOG_FILE = ?, MASTER_LOG_POS = ?`,
    [HOST, primary.port, ROOT_PASSWORD, status?.["File"], status?.["Position"]],
  );
  await secondary.query("START SLAVE");
}

/** Starts two servers as Vicidial's manual describes them: the secondary replicates the primary's binary log. */
export async function startReplication(): Promise<Replication> {
  const first = await startOwnMariaDb(["--log-bin=primary", "--binlog-format=MIXED", "--server-id=1"]);
  const second = await startOwnMariaDb(["--server-id=2", "--read-only"]);
  const secondary = await connectTo(second.server);
  await replicate(first.server, secondary);
  return {
    primary: first.server,
    secondary: second.server,
    async onSecondary(sql) {
      await secondary.query(sql);
    },
    async remove() {
      secondary.destroy();
      await Promise.all([first.server.kill(), second.server.kill()]);
      for (const { remove } of [first, second]) remove();
    },
  };
}
