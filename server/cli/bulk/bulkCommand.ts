import { Command } from "commander";
import { DEFAULT_CUSTOMER } from "../../config/astguiclientConf.ts";
import { loadedAction } from "../loadedAction.ts";

/** Declares `run`: restores a list of leads of any size. */
export function runCommand(): Command {
  return new Command("run")
    .description(
      "restore a list of leads of any size, in batches. Exit code: 0 all live, 1 some not live, 3 list is ambiguous",
    )
    .requiredOption(
      "--ids <file>",
      "CSV file with a column lead_id, or one id per line. - reads standard input",
    )
    .option("--column <name>", "name or number of the column to read, if it is not called lead_id")
    .option("--delimiter <character>", "column separator: comma, semicolon, tab, pipe or a character")
    .option(
      "--match <what>",
      "content of the column: lead_id, vendor_lead_code or phone_number (default: by its name)",
    )
    .option("--dry-run", "show what would happen, and change nothing")
    .option("--rate <n>", "speed limit in leads per second")
    .option(
      "--report <file>",
      "write the outcome of every lead as CSV. - writes to standard output. Appends to an existing report",
    )
    .option("--user <user>", "act as this Vicidial user, with that user's rights and lists")
    .option("--customer <name>", "customer whose database and office hours apply", DEFAULT_CUSTOMER)
    .option("--json", "print the counts as JSON")
    .action(loadedAction(async () => (await import("./index.ts")).run));
}
