import { Command } from "commander";
import { DEFAULT_CUSTOMER } from "../../config/astguiclientConf.ts";
import { withGroupHelp, withHelp } from "../helpText.ts";
import { loadedAction } from "../loadedAction.ts";
import { collect, collectEach } from "../repeatable.ts";

const DEFAULT_ROWS = 50;

/** Declares `leads find | locate`. */
export function leadsCommand(): Command {
  const leads = new Command("leads").description("search the archive or the live leads, and locate leads");
  leads
    .command("find")
    .description(
      "find archived leads, or live ones with --live. Conditions are combined with AND, the values of one with OR",
    )
    .option("--live", "search the live leads")
    .option("--lead <id>", "lead ids, such as 1001,1002. Repeatable", collectEach, [])
    .option("--phone <number>", "full phone numbers without country code. Repeatable", collectEach, [])
    .option("--vendor <code>", "vendor lead code. Repeatable", collect, [])
    .option("--source <id>", "source id. Repeatable", collect, [])
    .option("--list <id>", "list ids, such as 1001,1002. Repeatable", collectEach, [])
    .option("--status <status>", "statuses, such as NEW,CALLBK. Repeatable", collectEach, [])
    .option("--called-from <date>", "last called on this day or later, in the lead's time zone")
    .option("--called-to <date>", "last called on this day or earlier")
    .option("--not-called <days>", "not called for this number of days, or never")
    .option("--entered-from <date>", "entered on this day or later")
    .option("--entered-to <date>", "entered on this day or earlier")
    .option("--limit <n>", "maximum number of leads to show", String(DEFAULT_ROWS))
    .option("--ids", "print only lead ids, of all leads that match: input for run --ids -")
    .option("--customer <name>", "customer whose leads are searched", DEFAULT_CUSTOMER)
    .option("--json", "print JSON")
    .action(loadedAction(async () => (await import("./searchLeads.ts")).findLeads));
  leads
    .command("locate")
    .description("show which tables hold leads: live, archived, both or neither")
    .argument("[ids...]", "lead ids")
    .option("--vendor <code>", "vendor lead code, instead of ids. Repeatable", collect, [])
    .option("--customer <name>", "customer that the leads belong to", DEFAULT_CUSTOMER)
    .option("--json", "print JSON")
    .action(loadedAction(async () => (await import("./locateLeads.ts")).locate));
  return withGroupHelp(leads, {
    find: {
      examples: [
        "leads find --live --list 1001 --not-called 90",
        "leads find --list 1001,1002 --status NEW,CALLBK",
        "leads find --phone 3125550188 --phone 3125550189",
        "leads find --list 1001 --called-to 2025-12-31 --ids | vicidial-dearchive run --ids -",
      ],
    },
    locate: { examples: ["leads locate 1001 1002", "leads locate --vendor A-1001 --json"] },
  });
}

/** Declares `lead ID`. */
export function leadCommand(): Command {
  const command = new Command("lead")
    .description("show where a lead is, how its copies differ, and its batches")
    .argument("<id>", "lead id")
    .option("--customer <name>", "customer that the lead belongs to", DEFAULT_CUSTOMER)
    .option("--json", "print JSON")
    .action(loadedAction(async () => (await import("./showLead.ts")).lead));
  return withHelp(command, {
    examples: ["lead 1001", "lead 1001 --json"],
    exitCodes: { 1: "the lead is in neither table and has no history, or the command failed" },
  });
}
