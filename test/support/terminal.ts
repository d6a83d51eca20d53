import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { environmentFor } from "./program.ts";

const BIN = fileURLToPath(new URL("../../server/cli/bin.js", import.meta.url));

/** What a terminal showed, and the exit code of the command. */
export interface Shown {
  readonly code: number | null;
  readonly screen: string;
}

/**
 * Runs the compiled command line on a pseudo terminal.
 *
 * @param typed what the user types
 * @param columns width of the terminal
 * @param pipe command that reads the output
 */
export function runOnTerminal(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  { typed = "", columns = 80, pipe = "" } = {},
): Promise<Shown> {
  const command = [process.execPath, BIN, ...words].map((word) => `'${word}'`).join(" ");
  const terminal = spawn(
    "script",
    ["-qec", `stty -echo cols ${columns}; ${command}${pipe && ` | ${pipe}`}`, "/dev/null"],
    {
      env: environmentFor({ ...env, TERM: "xterm" }),
    },
  );
  let screen = "";
  terminal.stdout.setEncoding("utf8").on("data", (text: string) => {
    screen += text;
  });
  terminal.stdin.write(typed);
  return new Promise((done, failed) => {
    terminal.once("error", failed);
    terminal.once("close", (code) => done({ code, screen }));
  });
}
