import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One of the plugin's programs in a process of its own. */
export interface Running {
  readonly process: ChildProcess;
  /** Returns the output so far. */
  stdout(): string;
  stderr(): string;
  readonly ended: Promise<Ended>;
}

const PROGRAMS = { cli: "../../server/cli/bin.js", server: "../../server/main.js" } as const;

/** Returns this process's environment without the plugin's settings, which must not affect tests, plus `own`. */
export function environmentFor(own: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("DEARCHIVE_"));
  return { ...Object.fromEntries(inherited), TZ: "UTC", ...own };
}

/**
 * Starts one of the plugin's compiled programs.
 *
 * @param input `pipe` if the test writes to the program's standard input
 * @param folder working directory; the tests' own when omitted
 */
export function start(
  program: keyof typeof PROGRAMS,
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  input: "ignore" | "pipe" = "ignore",
  folder = process.cwd(),
): Running {
  const path = fileURLToPath(new URL(PROGRAMS[program], import.meta.url));
  const child = spawn(process.execPath, [path, ...words], {
    env: environmentFor(env),
    stdio: [input, "pipe", "pipe"],
    cwd: folder,
  });
  let [stdout, stderr] = ["", ""];
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((done, failed) => {
    child.once("error", failed);
    child.once("close", (code) => done({ code, stdout, stderr }));
  });
  return { process: child, stdout: () => stdout, stderr: () => stderr, ended };
}
