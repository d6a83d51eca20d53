import { runProgram } from "../../server/cli/program.ts";
import { type Ended, environmentFor } from "./program.ts";

type Write = typeof process.stdout.write;

/** Captures the output of a stream until `restore`. */
function capture(stream: NodeJS.WriteStream) {
  const write = stream.write;
  let text = "";
  const collect = (chunk: string | Uint8Array, ...more: readonly unknown[]): boolean => {
    text += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
    const done = more.find((value): value is () => void => typeof value === "function");
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

/** Replaces environment variables one by one: assigning a new object would not change the time zone. */
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
 * Runs a command in this process, about twenty times as fast as in a new one. Commands run one at a time, because they share
 * the process's output. Use `start` for concurrent commands, or to test signals and exits.
 */
export function runInProcess(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  const running = last.then(() => runAlone(words, env));
  last = running.catch(() => undefined);
  return running;
}
