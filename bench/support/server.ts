import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { BenchDatabase } from "./database.ts";
import type { MemoryFigures, ServerReport, ServerRequest } from "./serverMessages.ts";

/** The plugin in a process of its own. */
export interface BenchServer {
  readonly port: number;
  readonly apiKey: string;
  /** Memory right after a full garbage collection, in bytes. */
  memory(): Promise<MemoryFigures>;
  close(): Promise<void>;
}

const CHILD = fileURLToPath(new URL("./serverChild.js", import.meta.url));

/** Resolves with the next message of the process; rejects if it exits first. */
async function nextReport(child: ChildProcess): Promise<ServerReport> {
  return new Promise((done, failed) => {
    const onExit = (code: number | null) =>
      failed(new Error(`the server process ended by itself with ${code}`));
    child.once("exit", onExit);
    child.once("message", (message) => {
      child.off("exit", onExit);
      done(message as ServerReport);
    });
  });
}

/** Starts the plugin on a free port. Its log is written to a pipe, as in production, and discarded. */
export async function startServer(database: BenchDatabase): Promise<BenchServer> {
  const child = fork(CHILD, {
    execArgv: ["--expose-gc", "--enable-source-maps"],
    env: { PATH: process.env["PATH"], NODE_ENV: "production", DEARCHIVE_CONF: database.confFile },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ask = (request: ServerRequest) => child.send(request);
  const first = await nextReport(child);
  if (first.kind !== "listening") throw new Error("the server process did not say where it listens");
  return {
    port: first.port,
    apiKey: database.apiKey,
    async memory() {
      ask("memory");
      const answer = await nextReport(child);
      if (answer.kind !== "memory") throw new Error("the server process did not tell its memory");
      return answer;
    },
    async close() {
      const ended = once(child, "exit");
      ask("close");
      await ended;
    },
  };
}

/** Starts a server for the duration of `work`. */
export async function withServer<T>(
  database: BenchDatabase,
  work: (server: BenchServer) => Promise<T>,
): Promise<T> {
  const server = await startServer(database);
  return work(server).finally(() => server.close());
}
