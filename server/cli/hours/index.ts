import { printJson, printTable, say } from "../output.ts";
import { UsageError } from "../usageError.ts";
import { withHours } from "./hoursAccess.ts";
import { CHANGED_MEANWHILE, type SetOptions, setRule } from "./setHours.ts";
import { cellsOf, inWords, shownRule } from "./shownHours.ts";

/** Runs `hours set`. */
export async function set(name: string, options: SetOptions): Promise<void> {
  const outcome = await withHours((store) => setRule(store, name, options));
  const rule = shownRule(...outcome.rule);
  if (options.json) return printJson({ ...rule, changed: outcome.before !== undefined });
  const done = outcome.before ? "changed" : "made";
  say(`Rule "${rule.name}" is ${done}: ${inWords(rule)}. It holds within two seconds.`);
  if (outcome.before) say(`It was: ${inWords(shownRule(...outcome.before))}.`);
  const dates = rule.exceptions.map((each) => `${each.date} ${each.hours}`);
  if (dates.length > 0) say(`Its dates: ${dates.join("; ")}.`);
}

/** Runs `hours list`. */
export async function list(options: { json?: boolean }): Promise<void> {
  const rules = await withHours(async (store) => {
    const stored = await store.listStored();
    return Promise.all(stored.map(async (rule) => shownRule(rule, await store.resolve(rule))));
  });
  if (options.json) return printJson(rules);
  if (rules.length === 0) return say("There is no rule: the API is always open.");
  const heading = ["NAME", "MODE", "TIME ZONE", "CUSTOMER", "FOLLOWS", "WEEK", "DATES"];
  printTable([heading, ...rules.map(cellsOf)]);
}

/** Runs `hours remove`. */
export async function remove(name: string, options: { json?: boolean }): Promise<void> {
  const isGone = await withHours(async (store) => {
    const rule = await store.find(name);
    if (!rule) throw new UsageError(`there is no rule "${name}"`);
    return store.remove(rule.id, rule.version);
  });
  if (!isGone) throw new UsageError(CHANGED_MEANWHILE);
  if (options.json) return printJson({ name, removed: true });
  say(`Rule "${name}" is removed.`);
}
