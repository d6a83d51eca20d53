import { runProgram } from "../../server/cli/program.ts";
import { type Ended, environmentFor } from "./program.ts";

type Write = typeof process.stdout.write;

/** Collects what is written to a stream until `restore`. */
function capture(stream: NodeJS.WriteStream) {
  const write = stream.write;
  let text = "";
  const collect = (chunk: string | Uint8Array, ...more: readonly unknown[]): boolean => {
    text += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
    const done = more.find((each): each is () => void => typeof each === "function");
    if (done) process.nextTick(done);
    return true;
  };
  stream.write = collect as Write;
  return {
    text: () => text,
    restore(): void {
      stream.write = write;
    },
  };
}

/** Replaces the environment's variables one by one: a new object would not reach the time zone. */
function setEnvironment(wanted: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (wanted[name] === undefined) delete process.env[name];
  for (const [name, value] of Object.entries(wanted)) if (value !== undefined) process.env[name] = value;
}

async function runAlone(words: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  const before = { env: { ...process.env }, exitCode: process.exitCode, isTTY: process.stdin.isTTY };
  const [stdout, stderr] = [capture(process.stdout), capture(process.stderr)];
  setEnvironment(environmentFor(env));
  process.exitCode = undefined;
  process.stdin.isTTY = false;
  try {
    await runProgram(words);
    return { code: Number(process.exitCode ?? 0), stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    stdout.restore();
    stderr.restore();
    setEnvironment(before.env);
    process.exitCode = before.exitCode;
    process.stdin.isTTY = before.isTTY;
  }
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs one command of the command line in this process, twenty times as fast as in one of its own. Commands take turns,
 * as they share the process's output: use `start` where two run at once, or where signals and the process's end matter.
 */
export function runInProcess(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  const running = last.then(() => runAlone(words, env));
  last = running.catch(() => undefined);
  return running;
}
