import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, openSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import mysql, { type RowDataPacket } from "mysql2/promise";
import type { MariaDbPrograms } from "./mariadbPackage.ts";

/** A private MariaDB with its own folder, port and process. */
export interface PrivateMariaDb {
  readonly port: number;
  readonly pid: number;
  /** Resolves when the process has ended for any reason. */
  readonly ended: Promise<void>;
  /** Shuts the server down; resolves when the process is gone. */
  stop(): Promise<void>;
  /** Kills the server with SIGKILL, so that nothing is flushed. */
  kill(): Promise<void>;
}

export interface PrivateMariaDbOptions {
  readonly programs: MariaDbPrograms;
  /** Absolute path of the folder for data and log; created if missing. */
  readonly folder: string;
  /** TCP port on 127.0.0.1; a free one when left out. */
  readonly port?: number;
  /** Password of `root`, set when the folder is created. */
  readonly rootPassword: string;
  /** Further server options, such as `--tmpdir=…`. */
  readonly extra?: readonly string[];
}

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;

/** Below the ports that Linux gives to outgoing connections: one of those could take the port before its server listens. */
const PORTS = { first: 15_000, count: 15_000 } as const;

/** Returns a free TCP port on the loopback address. */
export async function freePort(): Promise<number> {
  const port = PORTS.first + Math.floor(Math.random() * PORTS.count);
  return (await isFree(port)) ? port : freePort();
}

/** Returns whether a TCP port on the loopback address is free. */
export async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  const free = await new Promise<boolean>((done) => {
    probe.once("error", () => done(false));
    probe.listen(port, "127.0.0.1", () => done(true));
  });
  await new Promise((done) => probe.close(done));
  return free;
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function createDataFolder(options: PrivateMariaDbOptions, data: string): void {
  const made = spawnSync(
    options.programs.installDb,
    [
      "--no-defaults",
      `--datadir=${data}`,
      `--tmpdir=${options.folder}`,
      "--auth-root-authentication-method=normal",
      "--skip-test-db",
      ...(isRoot() ? ["--user=root"] : []),
    ],
    { encoding: "utf8" },
  );
  if (made.status !== 0) {
    throw new Error(
      `MariaDB could not create its data folder ${data}:\n${made.stdout ?? ""}${made.stderr ?? ""}`,
    );
  }
}

/**
 * Returns the command that runs the server. Under `setpriv` (util-linux) the kernel ends the server when our process dies,
 * even by SIGKILL.
 */
function command(options: PrivateMariaDbOptions, data: string, port: number): [string, string[]] {
  const server = [
    "--no-defaults",
    `--datadir=${data}`,
    // A separate folder, because a starting server deletes existing temporary files.
    `--tmpdir=${options.folder}`,
    // Relative to the data folder, because a socket's path has a length limit.
    "--socket=private.sock",
    "--pid-file=private.pid",
    `--port=${port}`,
    "--bind-address=127.0.0.1",
    "--skip-name-resolve",
    "--skip-log-bin",
    "--character-set-server=utf8mb4",
    ...(isRoot() ? ["--user=root"] : []),
    ...(options.extra ?? []),
  ];
  const setpriv = "/usr/bin/setpriv";
  return existsSync(setpriv)
    ? [setpriv, ["--pdeathsig", "TERM", options.programs.server, ...server]]
    : [options.programs.server, server];
}

async function waitUntilReady(
  child: ChildProcess,
  port: number,
  password: string,
  log: string,
): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (child.exitCode === null && Date.now() < deadline) {
    try {
      const connection = await mysql.createConnection({ host: "127.0.0.1", port, user: "root", password });
      await connection.end();
      return;
    } catch {
      await sleep(100);
    }
  }
  child.kill("SIGKILL");
  throw new Error(`MariaDB did not start: see ${log}`);
}

/** Replaces the accounts of a new folder, which have no password, by one root with a password on the loopback address. */
async function secureAccounts(port: number, password: string): Promise<void> {
  const connection = await mysql.createConnection({ host: "127.0.0.1", port, user: "root", password: "" });
  try {
    await connection.query("ALTER USER 'root'@'127.0.0.1' IDENTIFIED BY ?", [password]);
    const [others] = await connection.query<RowDataPacket[]>(
      "SELECT user, host FROM mysql.global_priv WHERE NOT (user = 'root' AND host = '127.0.0.1') AND user <> 'mariadb.sys'",
    );
    for (const { user, host } of others) await connection.query("DROP USER ?@?", [user, host]);
  } finally {
    await connection.end();
  }
}

/**
 * Starts a private MariaDB in `options.folder` and creates its data if needed. A system server is not touched: no defaults file is
 * read, and folder, socket and port are separate.
 *
 * @throws Error naming the log if the server does not start within a minute
 */
export async function startPrivateMariaDb(options: PrivateMariaDbOptions): Promise<PrivateMariaDb> {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  const data = join(options.folder, "data");
  const isNew = !existsSync(join(data, "mysql"));
  if (isNew) createDataFolder(options, data);

  const port = options.port ?? (await freePort());
  const log = join(options.folder, "mariadb.log");
  const [program, words] = command(options, data, port);
  // Detached, so that Ctrl-C reaches only us, and the server stops after the last move.
  const child = spawn(program, words, {
    detached: true,
    stdio: ["ignore", openSync(log, "a"), openSync(log, "a")],
  });
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  await waitUntilReady(child, port, isNew ? "" : options.rootPassword, log);
  if (isNew) await secureAccounts(port, options.rootPassword);

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    const deadline = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(deadline);
  };
  return {
    port,
    pid: child.pid ?? 0,
    ended,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
  };
}
