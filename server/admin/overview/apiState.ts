import { blockingRule, judge } from "../../hours/officeHours.ts";
import type { OfficeHoursRule } from "../../hours/officeHoursRule.ts";
import type { PageText } from "../../lib/phrase.ts";
import { relativeTime } from "../format/relativeTime.ts";
import { comingDays, type Day } from "../hours/comingDays.ts";
import { formatDateTime } from "../hours/dateLabels.ts";

/** Whether the API is open, why, and for how long. */
export interface ApiState {
  readonly allowed: boolean;
  readonly hasRules: boolean;
  /** The rule that closes the API now, or next. */
  readonly rule: string | null;
  /** ID of the call time that the rule follows, if Vicidial has no such call time. */
  readonly missingCallTime: string | null;
  readonly changesAt: { readonly iso: string; readonly text: PageText } | null;
  /** Time until the change, as text. */
  readonly changesIn: PageText;
  readonly days: readonly Day[];
}

/** Returns the API's state at an instant, with the coming days. Pure. */
export function apiState(rules: readonly OfficeHoursRule[], now: Date, zone: string): ApiState {
  const { allowed, changesAt } = judge(rules, now);
  const decisiveInstant = allowed ? changesAt : now;
  const rule = decisiveInstant && blockingRule(rules, decisiveInstant);
  return {
    allowed,
    hasRules: rules.some(({ mode }) => mode !== "off"),
    rule: rule?.name ?? null,
    missingCallTime: rule?.missingCallTime ?? null,
    changesAt: changesAt && { iso: changesAt.toISOString(), text: formatDateTime(changesAt, zone) },
    changesIn: changesAt ? relativeTime(changesAt, now) : "",
    days: comingDays([rules], now, zone),
  };
}
