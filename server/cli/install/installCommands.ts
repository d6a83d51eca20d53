import { Command, Option } from "commander";
import { usualUnitFile } from "../../doctor/systemPaths.ts";
import { withHelp } from "../helpText.ts";
import { loadedAction } from "../loadedAction.ts";

/** Adds the options that both commands share. */
function withSharedOptions(command: Command): Command {
  return command
    .option("--customer <name>", "only this customer's Vicidial (default: all configured customers)")
    .addOption(
      new Option("--apache-file <path>", "path of the Apache snippet (default: the system's standard path)"),
    )
    .option("--no-apache-file", "do not configure Apache")
    .addOption(new Option("--systemd-file <path>", `path of the systemd unit (default: ${usualUnitFile()})`))
    .option("--no-systemd-file", "do not configure systemd")
    .option("--dry-run", "show all steps without changing anything")
    .option("--force", "also replace or remove manually edited files")
    .option("--json", "print JSON");
}

/** Declares `install`: checks, tables, service, Apache's paths and the link in Vicidial's Reports page. Repeatable. */
export function installCommand(): Command {
  const command = new Command("install")
    .description("set up the plugin for this Vicidial: tables, service, Apache, link on the Reports page")
    .option(
      "--groups <names>",
      "comma-separated user groups that see the link (default: groups with level 9 users)",
    )
    .option("--all-groups", "show the link to all user groups")
    .option("--domain <site>", "target site of the link (default: the admin's own site)");
  withSharedOptions(command).action(loadedAction(async () => (await import("./index.ts")).install));
  return withHelp(command, { examples: ["install --dry-run", "install --groups ADMIN,MANAGERS"] });
}

/** Declares `uninstall`: removes everything that `install` added. Repeatable. */
export function uninstallCommand(): Command {
  const command = new Command("uninstall")
    .description("undo install; keeps the plugin's own tables unless --drop-tables is given")
    .option("--drop-tables", "also drop the plugin's own tables, with all keys, rules and history")
    .option("--yes", "confirm --drop-tables");
  withSharedOptions(command).action(loadedAction(async () => (await import("./uninstall.ts")).uninstall));
  return withHelp(command, { examples: ["uninstall --dry-run", "uninstall --drop-tables"] });
}
