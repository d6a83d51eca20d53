import { createInterface } from "node:readline/promises";
import type { Readable, Writable } from "node:stream";

export interface Asking {
  readonly input: Readable;
  readonly output: Writable;
  /** Whether a user can answer. */
  readonly isTerminal: boolean;
}

/** Returns the terminal of this process. Questions go to standard error, so that they never mix with results. */
export function terminal(): Asking {
  return { input: process.stdin, output: process.stderr, isTerminal: process.stdin.isTTY === true };
}

/** Asks a question and returns the answer. The end of the input is an empty answer. */
export async function ask(question: string, { input, output }: Asking): Promise<string> {
  const lines = createInterface({ input, output });
  try {
    const ended = new Promise<string>((end) => lines.once("close", () => end("")));
    return (await Promise.race([lines.question(question), ended])).trim();
  } finally {
    lines.close();
  }
}
