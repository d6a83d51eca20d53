import type { DatedException, OfficeHoursRule, RuleSettings } from "../hours/rule.ts";
import { formatWeekly, formatWindows } from "../hours/weeklyText.ts";

function shownDates(dates: readonly DatedException[]) {
  return dates.map(({ date, windows }) => ({ date, hours: formatWindows(windows) }));
}

/** A rule as the command line tells it: where it follows a call time, with the hours that this has now. */
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

/** The same as cells of a table. */
export function cellsOf(rule: ReturnType<typeof shownRule>): readonly string[] {
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
