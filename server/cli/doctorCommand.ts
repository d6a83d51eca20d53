import { Command, Option } from "commander";
import { DEFAULT_CUSTOMER } from "../config/astguiclientConf.ts";
import { usualUnitFile } from "../doctor/systemPaths.ts";
import { withHelp } from "./helpText.ts";
import { loadedAction } from "./loadedAction.ts";

const DEFAULT_SECONDS = 20;

/** Declares `doctor`: examines everything that a move depends on, and changes nothing. */
export function doctorCommand(): Command {
  const command = new Command("doctor")
    .description("check everything that a move depends on")
    .option("--seconds <n>", "time limit for finding leads in both tables", String(DEFAULT_SECONDS))
    .option("--customer <name>", "customer whose database is checked", DEFAULT_CUSTOMER)
    .option(
      "--site <site>",
      "Vicidial's web server, such as https://vicidial.example.com (default: this machine)",
    )
    .addOption(
      new Option("--apache-file <path>", "path of the Apache snippet (default: the system's standard path)"),
    )
    .option("--no-apache-file", "do not check Apache on this machine")
    .addOption(new Option("--systemd-file <path>", `path of the systemd unit (default: ${usualUnitFile()})`))
    .option("--no-systemd-file", "do not check systemd")
    .option("--json", "print JSON")
    .action(loadedAction(async () => (await import("./doctor.ts")).doctor));
  return withHelp(command, {
    examples: ["doctor", "doctor --customer acme --json"],
    exitCodes: { 0: "healthy", 1: "warnings", 2: "broken" },
  });
}
