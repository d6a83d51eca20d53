import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mysql, { type Connection } from "mysql2/promise";
import { ensureMariaDb } from "../../demo/mariadbPackage.ts";
import { startPrivateMariaDb } from "../../demo/privateMariaDb.ts";
import { note } from "./progress.ts";

export const HOST = "127.0.0.1";

/** A MariaDB for one run, with its own folder. */
export interface BenchMariaDb {
  readonly port: number;
  readonly rootPassword: string;
  /** Password of the plugin's accounts. */
  readonly accountPassword: string;
  readonly folder: string;
  /** Opens a root connection; the caller ends it. */
  connect(): Promise<Connection>;
  remove(): Promise<void>;
}

/**
 * Durable like a fresh installation, with the memory that an admin would configure: the default of 128 MB would measure
 * the disk.
 */
const SETTINGS = [
  "--innodb-flush-log-at-trx-commit=1",
  "--innodb-buffer-pool-size=2G",
  "--innodb-log-file-size=512M",
  "--key-buffer-size=1G",
  // Only for creating tables: sorts indexes instead of inserting row by row.
  "--myisam-sort-buffer-size=512M",
  "--max-connections=200",
];

/** Letters and digits only, because astguiclient.conf cannot hold other characters. */
export function makePassword(): string {
  return randomBytes(12).toString("hex");
}

/** Starts it in a new temporary folder. */
export async function startBenchMariaDb(): Promise<BenchMariaDb> {
  const folder = mkdtempSync(join(tmpdir(), "dearchive-bench-"));
  const rootPassword = makePassword();
  try {
    const programs = ensureMariaDb(note);
    const server = await startPrivateMariaDb({ programs, folder, rootPassword, extra: SETTINGS });
    return {
      port: server.port,
      rootPassword,
      accountPassword: makePassword(),
      folder,
      connect: () =>
        mysql.createConnection({
          host: HOST,
          port: server.port,
          user: "root",
          password: rootPassword,
          charset: "utf8mb4",
        }),
      async remove() {
        await server.stop();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
