import { Command } from "commander";
import { withHelp } from "./helpText.ts";
import { loadedAction } from "./loadedAction.ts";

/** Declares `migrate`: updates the plugin's tables, or drops them. */
export function migrateCommand(): Command {
  const command = new Command("migrate")
    .description("create or update the plugin's own tables")
    .option("--down", "drop the plugin's own tables instead")
    .option("--yes", "confirm --down")
    .option("--json", "print JSON")
    .action(loadedAction(async () => (await import("./migrate.ts")).migrate));
  return withHelp(command, { examples: ["migrate", "migrate --down --yes"] });
}
