import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { packageRoot } from "../../server/root.ts";
import type { Ended } from "./program.ts";

/** An example of docs/examples, and how its readers are told to run it. */
export interface Example {
  readonly file: string;
  /** The program in front of the file; none where the file is one itself. */
  readonly runtime: readonly string[];
  /** Programs that must be there, each with the words that make it prove so. */
  readonly needs: readonly (readonly [string, ...string[]])[];
}

export const EXAMPLES: readonly Example[] = [
  {
    file: "curl.sh",
    runtime: [],
    needs: [
      ["bash", "--version"],
      ["curl", "--version"],
    ],
  },
  { file: "dearchive.py", runtime: ["python3"], needs: [["python3", "--version"]] },
  {
    file: "dearchive.php",
    runtime: ["php"],
    needs: [["php", "-r", "exit(function_exists('curl_init') ? 0 : 1);"]],
  },
  { file: "dearchive.mjs", runtime: ["node"], needs: [["node", "--version"]] },
  { file: "dearchive-fetch.mjs", runtime: ["node"], needs: [["node", "--version"]] },
];

/** Why an example cannot be run on this machine; undefined where it can. */
export function whatIsMissing({ needs }: Example): string | undefined {
  const missing = needs.find(([program, ...words]) => spawnSync(program, words).status !== 0);
  return (
    missing && `this machine has no ${missing[0]}${missing[1] === "-r" ? " with the curl extension" : ""}`
  );
}

/** Runs an example to its end. */
export function runExample(
  { file, runtime }: Example,
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  const [program = "", ...before] = [...runtime, join(packageRoot, "docs", "examples", file)];
  const child = spawn(program, [...before, ...words], {
    // A proxy of whoever runs the tests is not on the way to this machine.
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
