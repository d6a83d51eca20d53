import type { DatedException, OfficeHoursRule, RuleSettings } from "../../hours/officeHoursRule.ts";
import { formatWeekly, formatWindows } from "../../hours/weeklyText.ts";

function dateViews(dates: readonly DatedException[]) {
  return dates.map(({ date, windows }) => ({ date, hours: formatWindows(windows) }));
}

/** Returns a rule for printing. A followed call time appears with its current hours. */
export function toRuleView({ callTimeId }: RuleSettings, rule: OfficeHoursRule) {
  return {
    name: rule.name,
    customer: rule.customer,
    mode: rule.mode,
    timeZone: rule.timeZone,
    follows: callTimeId,
    callTimeMissing: rule.missingCallTime !== null,
    weekly: formatWeekly(rule.weekly),
    exceptions: dateViews(rule.exceptions),
    closures: dateViews(rule.closures),
  };
}

type RuleView = ReturnType<typeof toRuleView>;

/** Returns the rule in one line, without its dates. */
export function describeRule({ mode, weekly, follows, callTimeMissing, timeZone }: RuleView): string {
  const hours = weekly || "no hours";
  const now = callTimeMissing ? "which no longer exists, so all requests are blocked" : `now ${hours}`;
  return `${mode}, ${follows === null ? hours : `follows the call time ${follows}, ${now}`} (${timeZone})`;
}

/** Returns the rule as cells of a table. */
export function ruleCells(rule: RuleView): readonly string[] {
  const dates = [
    ...rule.exceptions.map(({ date, hours }) => `${date} ${hours}`),
    ...rule.closures.map(({ date, hours }) => `${date} not ${hours}`),
  ];
  return [
    rule.name,
    rule.mode,
    rule.timeZone,
    rule.customer ?? "all",
    rule.follows ?? "-",
    rule.callTimeMissing ? "call time missing, all requests blocked" : rule.weekly || "-",
    dates.join("; ") || "-",
  ];
}
