import type { DatedException, OfficeHoursRule, RuleSettings } from "../../hours/officeHoursRule.ts";
import { formatWeekly, formatWindows } from "../../hours/weeklyText.ts";

function shownDates(dates: readonly DatedException[]) {
  return dates.map(({ date, windows }) => ({ date, hours: formatWindows(windows) }));
}

/** Returns a rule for printing; a followed call time appears with its current hours. */
export function shownRule({ callTimeId }: RuleSettings, rule: OfficeHoursRule) {
  return {
    name: rule.name,
    customer: rule.customer,
    mode: rule.mode,
    timeZone: rule.timeZone,
    follows: callTimeId,
    callTimeMissing: rule.missingCallTime !== null,
    weekly: formatWeekly(rule.weekly),
    exceptions: shownDates(rule.exceptions),
    closures: shownDates(rule.closures),
  };
}

type ShownRule = ReturnType<typeof shownRule>;

/** Returns the rule in one line, without its dates. */
export function inWords({ mode, weekly, follows, callTimeMissing, timeZone }: ShownRule): string {
  const hours = weekly || "no hours at all";
  const now = callTimeMissing ? "which is gone: all calls are refused" : `now ${hours}`;
  return `${mode}, ${follows === null ? hours : `follows the call time ${follows}, ${now}`} (${timeZone})`;
}

/** Returns the rule as cells of a table. */
export function cellsOf(rule: ShownRule): readonly string[] {
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
    rule.callTimeMissing ? "its call time is gone: all calls are refused" : rule.weekly || "-",
    dates.join("; ") || "-",
  ];
}
