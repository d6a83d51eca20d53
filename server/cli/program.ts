import { Command, CommanderError } from "commander";
import { readVersion } from "../lib/version.ts";
import { runCommand } from "./bulk/bulkCommand.ts";
import { completionCommand } from "./completion/completionCommand.ts";
import { demoCommand } from "./demoCommand.ts";
import { doctorCommand } from "./doctorCommand.ts";
import { PROGRAM, withEnvironment, withHelp } from "./helpText.ts";
import { historyCommand } from "./history/historyCommand.ts";
import { hoursCommand } from "./hours/hoursCommand.ts";
import { installCommand, uninstallCommand } from "./install/installCommands.ts";
import { keysCommand } from "./keys/index.ts";
import { leadCommand, leadsCommand } from "./leads/leadCommands.ts";
import { migrateCommand } from "./migrateCommand.ts";
import { phrasesCommand } from "./phrasesCommand.ts";
import { plansCommand } from "./plans/plansCommand.ts";
import { resumeCommand } from "./resumeCommand.ts";
import { runsCommand } from "./runs/runsCommand.ts";
import { USAGE_EXIT_CODE } from "./usageError.ts";

const EXAMPLES = ["demo", "keys create --label crm --user USER", "run --ids leads.csv --dry-run"];

/** Declares every command. Imports descriptions only; each action loads its own module. */
function createProgram(): Command {
  const program = new Command(PROGRAM)
    .description("Restores archived Vicidial leads.")
    .version(readVersion())
    .addCommand(demoCommand())
    .addCommand(installCommand())
    .addCommand(uninstallCommand())
    .addCommand(migrateCommand())
    .addCommand(keysCommand())
    .addCommand(hoursCommand())
    .addCommand(leadsCommand())
    .addCommand(leadCommand())
    .addCommand(runCommand())
    .addCommand(runsCommand())
    .addCommand(plansCommand())
    .addCommand(historyCommand())
    .addCommand(resumeCommand())
    .addCommand(doctorCommand())
    .addCommand(phrasesCommand())
    .addCommand(completionCommand());
  withEnvironment(withHelp(program, { examples: EXAMPLES }));
  for (const command of [
    program,
    ...program.commands,
    ...program.commands.flatMap((each) => each.commands),
  ]) {
    // Commands that are added as objects inherit neither setting.
    command.exitOverride().showHelpAfterError("(add --help for the options)");
  }
  return program;
}

/**
 * Cuts the words after an unknown command, so that commander refuses it. Together with `--help`, commander would show the
 * help of the level above and succeed.
 */
function cutAfterUnknown(program: Command, words: readonly string[]): readonly string[] {
  let command = program;
  for (const [index, word] of words.entries()) {
    if (word.startsWith("-") || command.commands.length === 0) break;
    if (word === "help") continue;
    const next = command.commands.find((each) => each.name() === word);
    if (!next) return words.slice(0, index + 1).filter((each) => each !== "help");
    command = next;
  }
  return words;
}

/**
 * Runs one command and sets the process's exit code.
 *
 * @param words command and options, without Node and the program
 */
export async function runProgram(words: readonly string[]): Promise<void> {
  const program = createProgram();
  try {
    await program.parseAsync(cutAfterUnknown(program, words), { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : USAGE_EXIT_CODE;
      return;
    }
    const { explainError } = await import("./explainError.ts");
    const { message, exitCode } = explainError(error);
    process.stderr.write(`${message}\n`);
    process.exitCode = exitCode;
  }
}
