import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mysql, { type Connection } from "mysql2/promise";
import { ensureMariaDb } from "../../demo/mariadbPackage.ts";
import { startPrivateMariaDb } from "../../demo/privateMariaDb.ts";
import { note } from "./progress.ts";
import { BENCH_SETTINGS, toOptions } from "./serverSettings.ts";

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

/** Letters and digits only, because astguiclient.conf cannot hold other characters. */
export function makePassword(): string {
  return randomBytes(12).toString("hex");
}

/** Starts it in a new temporary folder. @param settings of the server */
export async function startBenchMariaDb(settings: Readonly<Record<string, string>>): Promise<BenchMariaDb> {
  const folder = mkdtempSync(join(tmpdir(), "dearchive-bench-"));
  const rootPassword = makePassword();
  try {
    const programs = ensureMariaDb(note);
    const extra = toOptions({ ...settings, ...BENCH_SETTINGS });
    const server = await startPrivateMariaDb({ programs, folder, rootPassword, extra });
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
