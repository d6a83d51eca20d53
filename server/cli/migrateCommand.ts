import { Command } from "commander";
import { loadedAction } from "./loadedAction.ts";

/** Declares `migrate`: updates the plugin's tables, or drops them. */
export function migrateCommand(): Command {
  return new Command("migrate")
    .description("create or update the plugin's own tables with Vicidial's two database accounts")
    .option("--down", "drop the plugin's own tables instead")
    .option("--yes", "with --down: yes, drop them")
    .option("--json", "print JSON")
    .action(loadedAction(async () => (await import("./migrate.ts")).migrate));
}
