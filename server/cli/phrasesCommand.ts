import { Command } from "commander";
import { withHelp } from "./helpText.ts";
import { loadedAction } from "./loadedAction.ts";

/** Declares `phrases`. */
export function phrasesCommand(): Command {
  const command = new Command("phrases")
    .description("print the texts of the pages, to translate in Vicidial")
    .action(loadedAction(async () => (await import("./phrases.ts")).printPhrases));
  return withHelp(command, { examples: ["phrases > phrases.txt"] });
}
