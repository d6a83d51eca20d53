import { Command, Option } from "commander";
import { MODES } from "../../hours/officeHoursRule.ts";
import { loadedAction } from "../loadedAction.ts";

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

/** Declares `hours set | list | remove | test`. */
export function hoursCommand(): Command {
  const hours = new Command("hours").description("say when the API may move leads");
  hours
    .command("set")
    .description("make a rule, or change what is named of an existing one")
    .argument("<name>", "what the rule is called")
    .addOption(
      new Option("--mode <mode>", "refuse calls inside or outside the hours, or not at all").choices(MODES),
    )
    .option("--timezone <name>", "IANA time zone of the hours (new rule: the server's)")
    .option(
      "--weekly <text>",
      'the week, such as "mon-fri 08:00-12:00,13:00-17:00; sat 22:00-02:00; sun all day"',
    )
    .option("--follow <id>", "the hours and holidays of this Vicidial call time, as they are at any time")
    .option("--closed <date>", "a date without office hours; may be repeated", collect, [])
    .option(
      "--exception <text>",
      'a date with other hours, "2026-12-24 08:00-12:00"; may be repeated',
      collect,
      [],
    )
    .option("--clear-exceptions", "forget the dates set earlier")
    .option("--customer <name>", "hold for one customer only (new rule: all)")
    .option("--json", "print JSON")
    .action(loadedAction(async () => (await import("./index.ts")).set));
  hours
    .command("list")
    .description("list all rules")
    .option("--json", "print JSON")
    .action(loadedAction(async () => (await import("./index.ts")).list));
  hours
    .command("remove")
    .description("forget a rule")
    .argument("<name>", "what the rule is called")
    .option("--json", "print JSON")
    .action(loadedAction(async () => (await import("./index.ts")).remove));
  hours
    .command("test")
    .description("tell whether calls are allowed at a time, by which rule, and when that changes")
    .option("--at <time>", "2026-11-23T09:00 (in the rules' zone) or with Z or an offset; now when left out")
    .option("--timezone <name>", "the zone that --at is meant in")
    .option("--customer <name>", "whose rules", "default")
    .option("--json", "print JSON")
    .action(loadedAction(async () => (await import("./tryHours.ts")).testHours));
  return hours;
}
