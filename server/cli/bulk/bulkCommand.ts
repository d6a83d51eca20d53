import { Command } from "commander";
import { DEFAULT_CUSTOMER } from "../../config/astguiclientConf.ts";
import { loadedAction } from "../loadedAction.ts";

/** `run`: brings back a list of leads of any size. */
export function runCommand(): Command {
  return new Command("run")
    .description(
      "bring back a list of leads of any size, in batches; exit code 0 when all are live, 1 when some are not, 3 when the list could be read in several ways",
    )
    .requiredOption("--ids <file>", "CSV with a column lead_id, or one id per line; - for standard input")
    .option("--column <name>", "column to read, by its name or number, where none is called lead_id")
    .option(
      "--delimiter <character>",
      "what separates the columns: comma, semicolon, tab, pipe or a character",
    )
    .option(
      "--match <what>",
      "what the column holds: lead_id, vendor_lead_code or phone_number (default: by its name)",
    )
    .option("--dry-run", "tell what would happen, and change nothing")
    .option("--rate <n>", "at most so many leads per second")
    .option(
      "--report <file>",
      "write every lead's outcome as CSV, - to standard output; a report that is there already goes on",
    )
    .option("--user <user>", "act as this Vicidial user, with that user's rights and lists")
    .option("--customer <name>", "whose database and office hours", DEFAULT_CUSTOMER)
    .option("--json", "print the counts as JSON")
    .action(loadedAction(async () => (await import("./index.ts")).run));
}
