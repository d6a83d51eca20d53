import { Command, Option } from "commander";
import { createHoursStore } from "../hours/hoursStore.ts";
import { type DatedException, MODES, type Mode, type OfficeHoursRule } from "../hours/rule.ts";
import { formatWeekly, formatWindows, parseDate, parseException, parseWeekly } from "../hours/weeklyText.ts";
import { testHours } from "./hoursTest.ts";
import { MAX_CUSTOMER_LENGTH, parseName } from "./names.ts";
import { printJson, printTable, say } from "./output.ts";
import { UsageError, withHome } from "./session.ts";
import { parseZone, serverZone } from "./zones.ts";

const MAX_NAME_LENGTH = 64;
const EMPTY_WEEK = parseWeekly("");

interface SetOptions {
  readonly mode?: Mode;
  readonly timezone?: string;
  readonly weekly?: string;
  readonly closed: readonly string[];
  readonly exception: readonly string[];
  readonly clearExceptions?: boolean;
  readonly customer?: string;
  readonly json?: boolean;
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

/** The dates given replace those of the same date; others stay unless they are cleared. */
function exceptionsOf(options: SetOptions, before: readonly DatedException[]): readonly DatedException[] {
  const given = [
    ...options.closed.map((date) => ({ date: parseDate(date), windows: [] })),
    ...options.exception.map(parseException),
  ];
  const kept = options.clearExceptions
    ? []
    : before.filter(({ date }) => !given.some((each) => each.date === date));
  return [...kept, ...given].sort((a, b) => a.date.localeCompare(b.date));
}

function customerOf({ customer }: SetOptions, before: OfficeHoursRule | undefined): string | null {
  if (customer === undefined) return before?.customer ?? null;
  return parseName("--customer", customer, MAX_CUSTOMER_LENGTH);
}

/** What is not said stays as it is; a new rule needs its week. */
function ruleFrom(name: string, options: SetOptions, before: OfficeHoursRule | undefined): OfficeHoursRule {
  if (name.trim() === "" || name.length > MAX_NAME_LENGTH) {
    throw new UsageError(`NAME wants 1 to ${MAX_NAME_LENGTH} characters`);
  }
  const mode = options.mode ?? before?.mode ?? "refuse_inside";
  if (options.weekly === undefined && !before && mode !== "off") {
    throw new UsageError(
      'a new rule needs its hours, for example --weekly "mon-fri 08:00-17:00; sat 09:00-13:00"',
    );
  }
  return {
    name,
    customer: customerOf(options, before),
    mode,
    timeZone:
      options.timezone === undefined ? (before?.timeZone ?? serverZone()) : parseZone(options.timezone),
    weekly: options.weekly === undefined ? (before?.weekly ?? EMPTY_WEEK) : parseWeekly(options.weekly),
    exceptions: exceptionsOf(options, before?.exceptions ?? []),
  };
}

function shownRule(rule: OfficeHoursRule) {
  return {
    ...rule,
    weekly: formatWeekly(rule.weekly),
    exceptions: rule.exceptions.map(({ date, windows }) => ({ date, hours: formatWindows(windows) })),
  };
}

async function set(name: string, options: SetOptions): Promise<void> {
  const rule = await withHome(async (db) => {
    const store = createHoursStore(db);
    const wanted = ruleFrom(name, options, await store.find(name));
    await store.save(wanted, new Date());
    return shownRule(wanted);
  });
  if (options.json) return printJson(rule);
  const hours = rule.weekly || "no hours at all";
  say(`Rule "${rule.name}": ${rule.mode}, ${hours} (${rule.timeZone}). It holds within two seconds.`);
  const dates = rule.exceptions.map((each) => `${each.date} ${each.hours}`);
  if (dates.length > 0) say(`Its dates: ${dates.join("; ")}.`);
}

async function list(options: { json?: boolean }): Promise<void> {
  const rules = (await withHome((db) => createHoursStore(db).list())).map(shownRule);
  if (options.json) return printJson(rules);
  if (rules.length === 0) return say("There is no rule: the API is always open.");
  const heading = ["NAME", "MODE", "TIME ZONE", "CUSTOMER", "WEEK", "DATES"];
  const rows = rules.map((rule) => [
    rule.name,
    rule.mode,
    rule.timeZone,
    rule.customer ?? "all",
    rule.weekly || "-",
    rule.exceptions.map(({ date, hours }) => `${date} ${hours}`).join("; ") || "-",
  ]);
  printTable([heading, ...rows]);
}

async function remove(name: string, options: { json?: boolean }): Promise<void> {
  const known = await withHome((db) => createHoursStore(db).remove(name));
  if (!known) throw new UsageError(`there is no rule "${name}"`);
  if (options.json) return printJson({ name, removed: true });
  say(`Rule "${name}" is removed.`);
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
