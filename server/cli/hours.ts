import { Command, Option } from "commander";
import { MODES } from "../hours/rule.ts";
import { CHANGED_MEANWHILE, type SetOptions, setRule } from "./hoursSet.ts";
import { cellsOf, inWords, shownRule } from "./hoursShown.ts";
import { testHours } from "./hoursTest.ts";
import { printJson, printTable, say } from "./output.ts";
import { UsageError, withHours } from "./session.ts";

async function set(name: string, options: SetOptions): Promise<void> {
  const outcome = await withHours((store) => setRule(store, name, options));
  const rule = shownRule(...outcome.rule);
  if (options.json) return printJson({ ...rule, changed: outcome.before !== undefined });
  const done = outcome.before ? "changed" : "made";
  say(`Rule "${rule.name}" is ${done}: ${inWords(rule)}. It holds within two seconds.`);
  if (outcome.before) say(`It was: ${inWords(shownRule(...outcome.before))}.`);
  const dates = rule.exceptions.map((each) => `${each.date} ${each.hours}`);
  if (dates.length > 0) say(`Its dates: ${dates.join("; ")}.`);
}

async function list(options: { json?: boolean }): Promise<void> {
  const rules = await withHours(async (store) => {
    const stored = await store.listStored();
    return Promise.all(stored.map(async (rule) => shownRule(rule, await store.resolve(rule))));
  });
  if (options.json) return printJson(rules);
  if (rules.length === 0) return say("There is no rule: the API is always open.");
  const heading = ["NAME", "MODE", "TIME ZONE", "CUSTOMER", "FOLLOWS", "WEEK", "DATES"];
  printTable([heading, ...rules.map(cellsOf)]);
}

async function remove(name: string, options: { json?: boolean }): Promise<void> {
  const isGone = await withHours(async (store) => {
    const rule = await store.find(name);
    if (!rule) throw new UsageError(`there is no rule "${name}"`);
    return store.remove(rule.id, rule.version);
  });
  if (!isGone) throw new UsageError(CHANGED_MEANWHILE);
  if (options.json) return printJson({ name, removed: true });
  say(`Rule "${name}" is removed.`);
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

/** `hours set | list | remove | test`. */
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
    .action(set);
  hours.command("list").description("list all rules").option("--json", "print JSON").action(list);
  hours
    .command("remove")
    .description("forget a rule")
    .argument("<name>", "what the rule is called")
    .option("--json", "print JSON")
    .action(remove);
  hours
    .command("test")
    .description("tell whether calls are allowed at a time, by which rule, and when that changes")
    .option("--at <time>", "2026-11-23T09:00 (in the rules' zone) or with Z or an offset; now when left out")
    .option("--timezone <name>", "the zone that --at is meant in")
    .option("--customer <name>", "whose rules", "default")
    .option("--json", "print JSON")
    .action(testHours);
  return hours;
}
