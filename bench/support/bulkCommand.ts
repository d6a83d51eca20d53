import { fork } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BenchDatabase } from "./database.ts";

const CHILD = fileURLToPath(new URL("./bulkChild.js", import.meta.url));

/** Runs the command for a list of these leads; returns how long it took in milliseconds, without Node's start. */
export async function runBulkCommand(
  { confFile, mariaDb }: BenchDatabase,
  leadIds: readonly number[],
): Promise<number> {
  const file = join(mariaDb.folder, "leads.txt");
  writeFileSync(file, `${leadIds.join("\n")}\n`);
  const child = fork(CHILD, [file], {
    env: { PATH: process.env["PATH"], NODE_ENV: "production", DEARCHIVE_CONF: confFile },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  let ms = Number.NaN;
  child.once("message", (message: { readonly ms: number }) => {
    ms = message.ms;
  });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`vicidial-dearchive run ended with ${code}`);
  return ms;
}
