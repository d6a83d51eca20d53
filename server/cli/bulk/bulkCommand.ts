import { Command, Option } from "commander";
import { DEFAULT_CUSTOMER } from "../../config/astguiclientConf.ts";
import { MATCH_COLUMNS } from "../../runs/list/columnNames.ts";
import { withHelp } from "../helpText.ts";
import { loadedAction } from "../loadedAction.ts";
import { collect } from "../repeatable.ts";

/** Declares `run`: restores a list of leads of any size. */
export function runCommand(): Command {
  const command = new Command("run")
    .description("restore a list of leads of any size, in batches")
    .requiredOption(
      "--ids <file>",
      "CSV file with a column lead_id, or one id per line. - reads standard input",
    )
    .option("--column <name>", "name or number of the column to read, if it is not called lead_id")
    .option("--delimiter <character>", "column separator: comma, semicolon, tab, pipe or a character")
    .addOption(
      new Option("--match <what>", "content of the column (default: by its name)").choices(MATCH_COLUMNS),
    )
    .option("--dry-run", "show what would happen, and change nothing")
    .option("--rate <leads/s>", "speed limit, such as 200/s")
    .option(
      "--report <file>",
      "write the outcome of every lead as CSV. - writes to standard output. Appends to an existing report",
    )
    .option(
      "--set <field=value>",
      "change the restored leads: list_id, status, rank, owner, reset_called_since_last_reset, reset_called_count, recompute_gmt_offset. Repeatable",
      collect,
      [],
    )
    .option("--user <user>", "act as this Vicidial user, with that user's rights and lists")
    .option("--customer <name>", "customer whose database and office hours apply", DEFAULT_CUSTOMER)
    .option("--json", "print the counts as JSON")
    .action(loadedAction(async () => (await import("./index.ts")).run));
  return withHelp(command, {
    examples: [
      "run --ids leads.csv --dry-run",
      "run --ids leads.csv --rate 200/s --report outcome.csv",
      'run --ids customers.csv --column customer_no --delimiter ";" --match vendor_lead_code',
      "run --ids - < ids.txt",
      "run --ids leads.csv --set list_id=101 --set status=NEW --set reset_called_since_last_reset",
    ],
    exitCodes: {
      0: "all leads are live",
      1: "some leads are not live, or the command failed",
      3: "the list could be read in several ways: nothing was moved",
      64: "the options or the list cannot be used: nothing was moved",
      130: "stopped with Ctrl-C: run it again to continue",
    },
  });
}
