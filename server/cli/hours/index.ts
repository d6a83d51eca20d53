import { DEFAULT_CUSTOMER } from "../../config/index.ts";
import { logChange } from "../logChange.ts";
import { printJson, say } from "../output.ts";
import { printTable } from "../table.ts";
import { UsageError } from "../usageError.ts";
import { withHours } from "./hoursAccess.ts";
import { CHANGED_MEANWHILE, type SetOptions, setRule } from "./setHours.ts";
import { describeRule, RULE_COLUMNS, toRuleView } from "./shownHours.ts";

/** Runs `hours set`. */
export async function set(name: string, options: SetOptions): Promise<void> {
  const outcome = await withHours((store) => setRule(store, name, options));
  const rule = toRuleView(...outcome.rule);
  const [settings] = outcome.rule;
  await logChange(settings.customer ?? DEFAULT_CUSTOMER, {
    section: "OFFICEHOURS",
    type: outcome.before ? "MODIFY" : "ADD",
    recordId: settings.name,
    code: `office hours "${settings.name}" ${outcome.before ? "changed" : "added"}`,
    notes: describeRule(rule),
  });
  if (options.json) return printJson({ ...rule, changed: outcome.before !== undefined });
  const change = outcome.before ? "changed" : "created";
  say(`Rule "${rule.name}" was ${change}: ${describeRule(rule)}. It applies within two seconds.`);
  if (outcome.before) say(`Before: ${describeRule(toRuleView(...outcome.before))}.`);
  const dates = rule.exceptions.map(({ date, hours }) => `${date} ${hours}`);
  if (dates.length > 0) say(`Dates: ${dates.join("; ")}.`);
}

/** Runs `hours list`. */
export async function list(options: { json?: boolean }): Promise<void> {
  const rules = await withHours(async (store) => {
    const stored = await store.listStored();
    return Promise.all(stored.map(async (rule) => toRuleView(rule, await store.resolve(rule))));
  });
  if (options.json) return printJson(rules);
  if (rules.length === 0) return say("There are no rules, so the API is always open.");
  printTable(RULE_COLUMNS, rules);
}

/** Runs `hours remove`. */
export async function remove(name: string, options: { json?: boolean }): Promise<void> {
  const removed = await withHours(async (store) => {
    const rule = await store.find(name);
    if (!rule)
      throw new UsageError(
        `rule "${name}" does not exist. See all rules with: vicidial-dearchive hours list`,
      );
    return (await store.remove(rule.id, rule.version)) ? rule : undefined;
  });
  if (!removed) throw new Error(CHANGED_MEANWHILE);
  await logChange(removed.customer ?? DEFAULT_CUSTOMER, {
    section: "OFFICEHOURS",
    type: "DELETE",
    recordId: removed.name,
    code: `office hours "${removed.name}" removed`,
  });
  if (options.json) return printJson({ name, removed: true });
  say(`Rule "${name}" was removed.`);
}
