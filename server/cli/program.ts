import { Command, CommanderError } from "commander";
import { readVersion } from "../lib/version.ts";
import { runCommand } from "./bulk/bulkCommand.ts";
import { demoCommand } from "./demoCommand.ts";
import { doctorCommand } from "./doctorCommand.ts";
import { hoursCommand } from "./hours/hoursCommand.ts";
import { installCommand, uninstallCommand } from "./install/installCommands.ts";
import { keysCommand } from "./keys/index.ts";
import { migrateCommand } from "./migrateCommand.ts";
import { resumeCommand } from "./resumeCommand.ts";

const MISUSED = 2;

/** Declares every command. Imports descriptions only; each action loads its own module. */
function createProgram(): Command {
  const program = new Command("vicidial-dearchive")
    .description("Restores archived Vicidial leads.")
    .version(readVersion())
    .addCommand(demoCommand())
    .addCommand(installCommand())
    .addCommand(uninstallCommand())
    .addCommand(migrateCommand())
    .addCommand(keysCommand())
    .addCommand(hoursCommand())
    .addCommand(runCommand())
    .addCommand(resumeCommand())
    .addCommand(doctorCommand());
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
 * Runs one command and sets the process's exit code.
 *
 * @param words command and options, without Node and the program
 */
export async function runProgram(words: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(words, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : MISUSED;
      return;
    }
    const { explainError } = await import("./explainError.ts");
    const { message, exitCode } = explainError(error);
    process.stderr.write(`${message}\n`);
    process.exitCode = exitCode;
  }
}
