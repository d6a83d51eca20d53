import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { BenchDatabase } from "../support/database.ts";
import { note, timed } from "../support/progress.ts";
import { median } from "../support/statistics.ts";

/** How long short commands take, compared with Node doing nothing. */
export interface Startup {
  readonly nodeMs: number;
  /** `vicidial-dearchive --help` / `node -e 0`. */
  readonly helpToNode: number;
  /** `vicidial-dearchive keys list` / `node -e 0`. */
  readonly keysListToNode: number;
}

const CLI = fileURLToPath(new URL("../../server/cli/bin.js", import.meta.url));
const ROUNDS = 15;

async function timeNode(database: BenchDatabase, words: readonly string[]): Promise<number> {
  const env = { PATH: process.env["PATH"], DEARCHIVE_CONF: database.confFile };
  return timed(async () => {
    const { status, stderr } = spawnSync(process.execPath, words, { env, encoding: "utf8" });
    if (status !== 0) throw new Error(`node ${words.join(" ")} ended with ${status}: ${stderr}`);
  });
}

/** Alternates the three commands, so that a busy moment of the machine slows all of them. */
export async function measureStartup(database: BenchDatabase): Promise<Startup> {
  note(`${database.engine}: starting commands, ${ROUNDS} rounds`);
  const node: number[] = [];
  const help: number[] = [];
  const keysList: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    node.push(await timeNode(database, ["-e", "0"]));
    help.push(await timeNode(database, [CLI, "--help"]));
    keysList.push(await timeNode(database, [CLI, "keys", "list"]));
  }
  const nodeMs = median(node);
  return { nodeMs, helpToNode: median(help) / nodeMs, keysListToNode: median(keysList) / nodeMs };
}
