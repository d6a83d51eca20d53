import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureMariaDb } from "../../server/cli/demo/mariadbPackage.ts";
import { type PrivateMariaDb, startPrivateMariaDb } from "../../server/cli/demo/privateMariaDb.ts";

export const HOST = "127.0.0.1";
export const ROOT_PASSWORD = "root-of-the-tests";

/**
 * Starts a MariaDB that belongs to the caller alone; for tests that kill it. Remove its folder with `remove`.
 *
 * @param place where its folder is made
 */
export async function startOwnMariaDb(extra: readonly string[] = [], place = tmpdir()) {
  const folder = mkdtempSync(join(place, "dearchive-test-"));
  const programs = ensureMariaDb((line) => process.stderr.write(`${line}\n`));
  const start = (port?: number) =>
    startPrivateMariaDb({
      programs,
      folder,
      rootPassword: ROOT_PASSWORD,
      extra,
      ...(port !== undefined && { port }),
    });
  return {
    server: await start(),
    /** Starts it again in the same folder and on the same port, as after a crash. */
    restart: (port: number): Promise<PrivateMariaDb> => start(port),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

let shared: Awaited<ReturnType<typeof startOwnMariaDb>> | undefined;

/** One server for the whole run; every test file makes databases of its own on it. */
export async function startSharedMariaDb(): Promise<void> {
  // Tests need no durability against a power cut, and there are thousands of commits.
  shared = await startOwnMariaDb(["--innodb-flush-log-at-trx-commit=2", "--max-connections=300"]);
}

export async function stopSharedMariaDb(): Promise<void> {
  await shared?.server.stop();
  shared?.remove();
}

export function sharedPort(): number {
  if (!shared) throw new Error("the shared MariaDB is not running");
  return shared.server.port;
}
