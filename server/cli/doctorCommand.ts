import { Command } from "commander";
import { DEFAULT_CUSTOMER } from "../config/astguiclientConf.ts";
import { loadedAction } from "./loadedAction.ts";

const DEFAULT_SECONDS = 20;

/** Declares `doctor`: examines everything that a move depends on, and changes nothing. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description("look at everything that a move depends on; exit code 0 healthy, 1 warnings, 2 broken")
    .option("--seconds <n>", "how long to look for leads that stand in both tables", String(DEFAULT_SECONDS))
    .option("--customer <name>", "whose database", DEFAULT_CUSTOMER)
    .option("--json", "print JSON")
    .action(loadedAction(async () => (await import("./doctor.ts")).doctor));
}
