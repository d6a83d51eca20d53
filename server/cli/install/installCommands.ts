import { Command, Option } from "commander";
import { loadedAction } from "../loadedAction.ts";
import { usualUnitFile } from "./systemPaths.ts";

/** Adds the options that both commands share. */
function withSharedOptions(command: Command): Command {
  return command
    .option("--customer <name>", "only this customer's Vicidial; every configured one when left out")
    .addOption(new Option("--apache-file <path>", "Apache's snippet; the system's usual place when left out"))
    .option("--no-apache-file", "leave Apache alone")
    .addOption(new Option("--systemd-file <path>", `the unit; ${usualUnitFile()} when left out`))
    .option("--no-systemd-file", "leave systemd alone")
    .option("--dry-run", "show all of it and change nothing")
    .option("--force", "also files that were changed by hand")
    .option("--json", "print JSON");
}

/** Declares `install`: checks, tables, service, Apache's paths and the link in Vicidial's Reports page. Repeatable. */
export function installCommand(): Command {
  const command = new Command("install")
    .description("set the plugin up beside this Vicidial: tables, service, Apache, link in the Reports page")
    .option(
      "--groups <names>",
      "user groups that see the link, with commas between; those of level 9 users when left out",
    )
    .option("--all-groups", "every user group sees the link")
    .option("--domain <site>", "where the link leads, if not to the admin's own site");
  return withSharedOptions(command).action(loadedAction(async () => (await import("./index.ts")).install));
}

/** Declares `uninstall`: removes everything that `install` added. Repeatable. */
export function uninstallCommand(): Command {
  const command = new Command("uninstall")
    .description("take back what install did; the plugin's own tables stay unless --drop-tables is said")
    .option("--drop-tables", "also drop the plugin's own tables, with all keys, rules and history")
    .option("--yes", "with --drop-tables: yes, drop them");
  return withSharedOptions(command).action(
    loadedAction(async () => (await import("./uninstall.ts")).uninstall),
  );
}
