import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, statSync } from "node:fs";
import { freemem, tmpdir } from "node:os";
import { join } from "node:path";
import { ensureMariaDb } from "../../demo/mariadbPackage.ts";
import { type PrivateMariaDb, startPrivateMariaDb } from "../../demo/privateMariaDb.ts";

export const HOST = "127.0.0.1";
export const ROOT_PASSWORD = "root-of-the-tests";
const PREFIX = "dearchive-test-";

/** Options without durability, which would take two thirds of the time. No test cuts the power of these servers. */
const FAST = [
  "--innodb-flush-log-at-trx-commit=0",
  "--innodb-flush-method=nosync",
  "--innodb-log-file-size=64M",
  "--sync-frm=0",
  "--max-connections=300",
];
/** Free memory (bytes) required per server to keep its files in memory. */
const MEMORY_PER_SERVER = 2 ** 30;
const MEMORY_FOLDER = "/dev/shm";
/** Environment variable with the shared servers' ports, separated by commas. Mocha's parent process sets it for its workers. */
const PORTS = "TEST_MARIADB_PORTS";

/** Returns the folder for the files of servers: in memory if there is room. */
export function folderFor(servers: number): string {
  if (!existsSync(MEMORY_FOLDER)) return tmpdir();
  removeLeftovers();
  const { bavail, bsize } = statfsSync(MEMORY_FOLDER);
  return Math.min(bavail * bsize, freemem()) > servers * MEMORY_PER_SERVER ? MEMORY_FOLDER : tmpdir();
}

function serverCount(): number {
  return Number(process.env["TEST_SERVERS"] ?? "1");
}

/** Returns whether several workers run the test files. */
export function isParallel(): boolean {
  return serverCount() > 1;
}

/** Longer than a server takes to start (ms). */
const LEFTOVER_AGE_MS = 10 * 60_000;

function isServed(folder: string): boolean {
  try {
    const pid = readFileSync(join(folder, "data", "private.pid"), "utf8").trim();
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(folder);
  } catch {
    return false;
  }
}

/** Deletes the folders in memory of servers whose test run was killed. */
function removeLeftovers(): void {
  const names = readdirSync(MEMORY_FOLDER).filter((name) => name.startsWith(PREFIX));
  for (const folder of names.map((name) => join(MEMORY_FOLDER, name))) {
    const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > LEFTOVER_AGE_MS && !isServed(folder)) rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Starts a private MariaDB, for tests that kill it. `remove` deletes its folder.
 *
 * @param parent folder in which to create the server's folder: in memory if there is room, where nothing waits for a disk
 */
export async function startOwnMariaDb(extra: readonly string[] = [], parent = folderFor(1)) {
  const folder = mkdtempSync(join(parent, PREFIX));
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
    /** Starts the server again in the same folder on the same port, as after a crash. */
    restart: (port: number): Promise<PrivateMariaDb> => start(port),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const shared: Awaited<ReturnType<typeof startOwnMariaDb>>[] = [];

/**
 * Starts the shared servers, one per mocha worker: a test that sets a global variable must not affect test files that run at
 * the same time.
 */
export async function startSharedMariaDb(): Promise<void> {
  const servers = serverCount();
  const parent = folderFor(servers);
  const starting = Array.from({ length: servers }, () => startOwnMariaDb(FAST, parent));
  shared.push(...(await Promise.all(starting)));
  process.env[PORTS] = shared.map(({ server }) => server.port).join(",");
}

export async function stopSharedMariaDb(): Promise<void> {
  await Promise.all(shared.map(({ server }) => server.kill()));
  for (const { remove } of shared) remove();
}

/** Returns the port of this worker's server. */
export function sharedPort(): number {
  const ports = (process.env[PORTS] ?? "").split(",").filter((port) => port !== "");
  // A worker that replaces a crashed one has a number beyond the number of servers.
  const port = ports[Number(process.env["MOCHA_WORKER_ID"] ?? "0") % ports.length];
  if (port === undefined) throw new Error("the shared MariaDB is not running");
  return Number(port);
}
