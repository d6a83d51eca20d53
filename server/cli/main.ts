#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { ConfigError } from "../config.ts";
import { explainFailure } from "../db/failures.ts";
import { HoursTextError } from "../hours/weeklyText.ts";
import { readManifest } from "../plugin.ts";
import { demoCommand } from "./demo/demo.ts";
import { doctorCommand } from "./doctor.ts";
import { hoursCommand } from "./hours.ts";
import { installCommand } from "./install/install.ts";
import { uninstallCommand } from "./install/uninstall.ts";
import { keysCommand } from "./keys/keys.ts";
import { migrateCommand } from "./migrate.ts";
import { resumeCommand } from "./resume.ts";
import { runCommand } from "./run/run.ts";
import { UsageError } from "./session.ts";

/** 1: it went wrong; 2: it was asked wrongly. */
const FAILED = 1;
const MISUSED = 2;

function isMisuse(error: unknown): error is Error {
  return error instanceof UsageError || error instanceof HoursTextError || error instanceof ConfigError;
}

/** What a person can act on; a database's own message holds the statement with its values, and is not shown. */
function explain(error: unknown): string {
  return explainFailure(error) ?? (error instanceof Error ? error.message : String(error));
}

async function main(): Promise<void> {
  const program = new Command("vicidial-dearchive")
    .description("Brings archived Vicidial leads back to life.")
    .version(readManifest().version)
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
    // Commands that were added as they are inherit neither.
    command.exitOverride().showHelpAfterError("(add --help for the options)");
  }
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : MISUSED;
      return;
    }
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = isMisuse(error) ? MISUSED : FAILED;
  }
}

await main();
