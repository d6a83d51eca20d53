import type { DatedException, OfficeHoursRule, RuleSettings } from "../../hours/officeHoursRule.ts";
import { formatWeekly, formatWindows } from "../../hours/weeklyText.ts";
import type { Column } from "../table.ts";

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

function datesText({ exceptions, closures }: RuleView): string {
  const dates = [
    ...exceptions.map(({ date, hours }) => `${date} ${hours}`),
    ...closures.map(({ date, hours }) => `${date} not ${hours}`),
  ];
  return dates.join("; ") || "-";
}

export const RULE_COLUMNS: readonly Column<RuleView>[] = [
  { title: "NAME", cell: ({ name }) => name, cuts: true },
  { title: "MODE", cell: ({ mode }) => mode },
  { title: "TIME ZONE", cell: ({ timeZone }) => timeZone, hide: 1 },
  { title: "CUSTOMER", cell: ({ customer }) => customer ?? "all", hide: 2, cuts: true },
  { title: "FOLLOWS", cell: ({ follows }) => follows ?? "-", hide: 3 },
  {
    title: "WEEK",
    cell: ({ callTimeMissing, weekly }) =>
      callTimeMissing ? "call time missing, all requests blocked" : weekly || "-",
    cuts: true,
  },
  { title: "DATES", cell: datesText, cuts: true },
];
