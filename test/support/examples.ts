import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { ensureInstalled } from "../../demo/debianPackages.ts";
import { packageRoot } from "../../server/lib/packageRoot.ts";
import type { Ended } from "./program.ts";

/** An example of docs/examples, and how to run it. */
export interface Example {
  readonly file: string;
  /** The command before the file; empty if the file is executable. */
  readonly runtime: readonly string[];
  /** Commands that succeed only if the required programs are installed. */
  readonly needs: readonly (readonly [string, ...string[]])[];
  /** Debian packages of the required programs. */
  readonly packages: readonly string[];
}

export const EXAMPLES: readonly Example[] = [
  {
    file: "curl.sh",
    runtime: [],
    needs: [
      ["bash", "--version"],
      ["curl", "--version"],
    ],
    packages: ["bash", "curl"],
  },
  { file: "dearchive.py", runtime: ["python3"], needs: [["python3", "--version"]], packages: ["python3"] },
  {
    file: "dearchive.php",
    runtime: ["php"],
    needs: [["php", "-r", "exit(function_exists('curl_init') ? 0 : 1);"]],
    packages: ["php-cli", "php-curl"],
  },
  { file: "dearchive.mjs", runtime: ["node"], needs: [["node", "--version"]], packages: [] },
  { file: "dearchive-fetch.mjs", runtime: ["node"], needs: [["node", "--version"]], packages: [] },
];

/**
 * Installs what an example needs.
 *
 * @returns why the example cannot run here; undefined if it can
 */
export function missingRequirement({ file, needs, packages }: Example): string | undefined {
  const find = () =>
    needs.every(([program, ...args]) => spawnSync(program, args).status === 0) ? file : undefined;
  try {
    ensureInstalled({ name: `The runtime of ${file}`, packages, find }, (line) =>
      process.stderr.write(`${line}\n`),
    );
    return undefined;
  } catch (error) {
    return String(error);
  }
}

/** Runs an example and returns its output and exit code. */
export function runExample(
  { file, runtime }: Pick<Example, "file" | "runtime">,
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  const [program = "", ...before] = [...runtime, join(packageRoot, "docs", "examples", file)];
  const child = spawn(program, [...before, ...words], {
    // Do not send requests to this machine through a proxy.
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], no_proxy: "127.0.0.1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise((done, failed) => {
    child.once("error", failed);
    child.once("close", (code) => done({ code, stdout, stderr }));
  });
}
