import { type Asking, ask } from "../confirm.ts";
import { UsageError } from "../usageError.ts";

const WORD = "drop";

/**
 * Asks before tables are dropped, unless `yes` is given.
 *
 * @throws UsageError if there is no terminal
 * @throws Error if the answer is not the expected word
 */
export async function confirmDrop(yes: boolean, asking: Asking): Promise<void> {
  if (yes) return;
  if (!asking.isTerminal) {
    throw new UsageError(
      "--drop-tables drops the plugin's own tables with all keys, rules and history. Nothing was changed; add --yes to confirm",
    );
  }
  const question = `This permanently drops the plugin's own tables with all keys, rules and history. Type "${WORD}" to continue: `;
  if ((await ask(question, asking)) !== WORD) throw new Error("nothing was changed");
}
