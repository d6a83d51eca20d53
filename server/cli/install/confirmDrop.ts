import { createInterface } from "node:readline/promises";
import type { Readable, Writable } from "node:stream";
import { UsageError } from "../usageError.ts";

export interface Asking {
  readonly input: Readable;
  readonly output: Writable;
  /** Whether a user can answer. */
  readonly isTerminal: boolean;
}

const WORD = "drop";

/**
 * Asks before tables are dropped, unless `yes` is given.
 *
 * @throws UsageError if there is no terminal, or the answer is not the expected word
 */
export async function confirmDrop(yes: boolean, { input, output, isTerminal }: Asking): Promise<void> {
  if (yes) return;
  if (!isTerminal) {
    throw new UsageError(
      "--drop-tables drops the plugin's own tables with all keys, rules and history. Nothing was changed; add --yes to confirm",
    );
  }
  const lines = createInterface({ input, output });
  try {
    const question = `This permanently drops the plugin's own tables with all keys, rules and history. Type "${WORD}" to continue: `;
    // End of input is not a confirmation.
    const answer = await Promise.race([
      lines.question(question),
      new Promise<string>((ended) => lines.once("close", () => ended(""))),
    ]);
    if (answer.trim() !== WORD) throw new UsageError("nothing was changed");
  } finally {
    lines.close();
  }
}
