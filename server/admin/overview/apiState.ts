import { judge, refusingRule } from "../../hours/officeHours.ts";
import type { OfficeHoursRule } from "../../hours/officeHoursRule.ts";
import { relativeTime } from "../format/relativeTime.ts";
import type { When } from "../format/shownTime.ts";
import { comingDays, type Day } from "../hours/comingDays.ts";
import { sayWhen } from "../hours/hoursLabels.ts";

/** Whether the API is open, why, and for how long. */
export interface ApiState {
  readonly allowed: boolean;
  readonly hasRules: boolean;
  /** The rule that closes the API now, or the rule that closes it next. */
  readonly rule: string | null;
  /** Id of the call time that the rule follows, if Vicidial has none of that id. */
  readonly missingCallTime: string | null;
  readonly changesAt: When | null;
  /** Time until the change, in words. */
  readonly changesIn: string;
  readonly days: readonly Day[];
}

/** Returns the API's state at an instant, with the coming days. Pure. */
export function apiState(rules: readonly OfficeHoursRule[], now: Date, zone: string): ApiState {
  const { allowed, changesAt } = judge(rules, now);
  const telling = allowed ? changesAt : now;
  const rule = telling && refusingRule(rules, telling);
  return {
    allowed,
    hasRules: rules.some(({ mode }) => mode !== "off"),
    rule: rule?.name ?? null,
    missingCallTime: rule?.missingCallTime ?? null,
    changesAt: changesAt && { iso: changesAt.toISOString(), text: sayWhen(changesAt, zone) },
    changesIn: changesAt ? relativeTime(changesAt, now) : "",
    days: comingDays([rules], now, zone),
  };
}
