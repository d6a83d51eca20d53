import type { TestDatabase } from "./database.ts";
import { confOf } from "./files.ts";
import { type Running, start } from "./program.ts";
import { until } from "./waiting.ts";

export interface Standalone extends Running {
  readonly url: string;
}

/** Returns the port that a standalone server logged. */
function portIn(log: string): number | undefined {
  const line = log.split("\n").find((text) => text.includes('"listening"'));
  return line === undefined ? undefined : (JSON.parse(line) as { port: number }).port;
}

/** Starts the standalone server on a free port, and waits until it listens or exits. */
export async function startStandalone(
  database: TestDatabase,
  file: (name: string, content: string) => string,
  env: Readonly<Record<string, string>> = {},
): Promise<Standalone> {
  const conf = file("standalone.conf", confOf(database));
  const running = start("server", [], { DEARCHIVE_CONF: conf, DEARCHIVE_PORT: "0", ...env });
  await until(
    "the server listens",
    async () => portIn(running.stdout()) !== undefined || running.process.exitCode !== null,
  );
  return { ...running, url: `http://127.0.0.1:${portIn(running.stdout()) ?? 0}` };
}
