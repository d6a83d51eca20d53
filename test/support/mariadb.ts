import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, statSync } from "node:fs";
import { freemem, tmpdir } from "node:os";
import { join } from "node:path";
import { ensureMariaDb } from "../../demo/mariadbPackage.ts";
import { type PrivateMariaDb, startPrivateMariaDb } from "../../demo/privateMariaDb.ts";

export const HOST = "127.0.0.1";
export const ROOT_PASSWORD = "root-of-the-tests";
const PREFIX = "dearchive-test-";

/**
 * Starts a MariaDB that belongs to the caller alone; for tests that kill it. Remove its folder with `remove`.
 *
 * @param place where its folder is made
 */
export async function startOwnMariaDb(extra: readonly string[] = [], place = tmpdir()) {
  const folder = mkdtempSync(join(place, PREFIX));
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

/** Without durability, which takes two thirds of the time: no test cuts the power of these servers. */
const FAST = [
  "--innodb-flush-log-at-trx-commit=0",
  "--innodb-flush-method=nosync",
  "--innodb-log-file-size=64M",
  "--sync-frm=0",
  "--max-connections=300",
];
/** Free memory (bytes) that one server may fill on a file system in memory. */
const MEMORY_PER_SERVER = 1.5 * 2 ** 30;
const MEMORY_FOLDER = "/dev/shm";
/** Ports of the shared servers, with commas between; the parent of mocha's workers sets it for them. */
const PORTS = "TEST_MARIADB_PORTS";

function hasRoomInMemory(servers: number): boolean {
  if (!existsSync(MEMORY_FOLDER)) return false;
  removeLeftovers();
  const { bavail, bsize } = statfsSync(MEMORY_FOLDER);
  return Math.min(bavail * bsize, freemem()) > servers * MEMORY_PER_SERVER;
}

function serverCount(): number {
  return Number(process.env["TEST_SERVERS"] ?? "1");
}

/** Whether files are run by several workers. */
export function isParallel(): boolean {
  return serverCount() > 1;
}

/** Longer than a server needs to start (ms). */
const LEFTOVER_AGE_MS = 10 * 60_000;

function isServed(folder: string): boolean {
  try {
    const pid = readFileSync(join(folder, "data", "private.pid"), "utf8").trim();
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(folder);
  } catch {
    return false;
  }
}

/** Removes what killed runs left in memory. */
function removeLeftovers(): void {
  const names = readdirSync(MEMORY_FOLDER).filter((name) => name.startsWith(PREFIX));
  for (const folder of names.map((name) => join(MEMORY_FOLDER, name))) {
    const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > LEFTOVER_AGE_MS && !isServed(folder)) rmSync(folder, { recursive: true, force: true });
  }
}

const shared: Awaited<ReturnType<typeof startOwnMariaDb>>[] = [];

/**
 * Starts the servers on which test files make databases of their own: one for each of mocha's workers, so that a global
 * variable that a test sets changes nothing for files that run at the same time.
 */
export async function startSharedMariaDb(): Promise<void> {
  const servers = serverCount();
  const place = hasRoomInMemory(servers) ? MEMORY_FOLDER : tmpdir();
  const starting = Array.from({ length: servers }, () => startOwnMariaDb(FAST, place));
  shared.push(...(await Promise.all(starting)));
  process.env[PORTS] = shared.map(({ server }) => server.port).join(",");
}

export async function stopSharedMariaDb(): Promise<void> {
  await Promise.all(shared.map(({ server }) => server.kill()));
  for (const { remove } of shared) remove();
}

/** The port of this worker's server. */
export function sharedPort(): number {
  const ports = (process.env[PORTS] ?? "").split(",").filter((port) => port !== "");
  // A worker that takes the place of a crashed one has a higher number than there are servers.
  const port = ports[Number(process.env["MOCHA_WORKER_ID"] ?? "0") % ports.length];
  if (port === undefined) throw new Error("the shared MariaDB is not running");
  return Number(port);
}
