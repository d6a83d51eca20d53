import { Command, Option } from "commander";
import { MODES } from "../../hours/officeHoursRule.ts";
import { withGroupHelp } from "../helpText.ts";
import { loadedAction } from "../loadedAction.ts";
import { collect } from "../repeatable.ts";

/** Declares `hours set | list | remove | test`. */
export function hoursCommand(): Command {
  const hours = new Command("hours").description("manage the office hours rules of the API");
  hours
    .command("set")
    .description("create a rule, or change the given settings of an existing rule")
    .argument("<name>", "name of the rule")
    .addOption(
      new Option("--mode <mode>", "block API requests inside or outside the hours, or never").choices(MODES),
    )
    .option("--timezone <name>", "IANA time zone of the hours (new rule: the server's)")
    .option(
      "--weekly <text>",
      'weekly hours, such as "mon-fri 08:00-12:00,13:00-17:00; sat 22:00-02:00; sun all day"',
    )
    .option("--follow <id>", "follow the hours and holidays of this Vicidial call time")
    .option(
      "--closed <date>",
      "dates without office hours: 2026-12-25, 2026-12-24..2027-01-02, or every year 12-25. Repeatable",
      collect,
      [],
    )
    .option(
      "--exception <text>",
      'dates with different hours, such as "2026-12-24 08:00-12:00". Repeatable',
      collect,
      [],
    )
    .option("--clear-exceptions", "remove all dates from the rule")
    .option("--customer <name>", "apply to one customer only (new rule: all customers)")
    .option("--json", "print JSON")
    .action(loadedAction(async () => (await import("./index.ts")).set));
  hours
    .command("list")
    .description("list all rules")
    .option("--json", "print JSON")
    .action(loadedAction(async () => (await import("./index.ts")).list));
  hours
    .command("remove")
    .description("remove a rule")
    .argument("<name>", "name of the rule")
    .option("--json", "print JSON")
    .action(loadedAction(async () => (await import("./index.ts")).remove));
  hours
    .command("test")
    .description("show whether API requests are allowed at a time, by which rule, and until when")
    .option(
      "--at <time>",
      "time such as 2026-11-23T09:00 in the rules' time zone, or with Z or an offset (default: now)",
    )
    .option("--timezone <name>", "time zone of --at")
    .option("--customer <name>", "customer whose rules apply", "default")
    .option("--json", "print JSON")
    .action(loadedAction(async () => (await import("./tryHours.ts")).testHours));
  return withGroupHelp(hours, {
    set: {
      examples: [
        'hours set office --weekly "mon-fri 08:00-17:00; sat 09:00-13:00" --closed 2026-12-25',
        "hours set callers --follow 9am-5pm",
      ],
    },
    list: { examples: ["hours list"] },
    remove: { examples: ["hours remove office"] },
    test: {
      examples: ["hours test", "hours test --at 2026-12-24T09:00 --timezone Europe/Amsterdam"],
      exitCodes: { 0: "API requests are allowed", 1: "API requests are blocked, or the command failed" },
    },
  });
}
