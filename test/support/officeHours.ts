import { Temporal } from "temporal-polyfill";
import { parseException } from "../../server/hours/datePeriods.ts";
import { judge } from "../../server/hours/officeHours.ts";
import type { OfficeHoursRule, RuleSettings } from "../../server/hours/officeHoursRule.ts";
import { parseWeekly } from "../../server/hours/weeklyText.ts";

interface WantedHours {
  readonly weekly?: string;
  readonly exceptions?: readonly string[];
}
type WantedRule = WantedHours & Partial<Omit<OfficeHoursRule, "weekly" | "exceptions">>;
type WantedSettings = WantedHours & Partial<Omit<RuleSettings, "weekly" | "exceptions">>;

/** Returns a rule from its text form. Defaults to 9:00 to 17:00 on weekdays in UTC. */
export function makeRule({ weekly, exceptions, ...rest }: WantedRule = {}): OfficeHoursRule {
  return {
    name: "office",
    customer: null,
    mode: "refuse_inside",
    timeZone: "UTC",
    weekly: parseWeekly(weekly ?? "mon-fri 09:00-17:00"),
    exceptions: (exceptions ?? []).map(parseException),
    closures: [],
    missingCallTime: null,
    ...rest,
  };
}

/** Returns the settings of the rule that `makeRule` returns. */
export function makeSettings({ callTimeId = null, ...wanted }: WantedSettings = {}): RuleSettings {
  const { name, customer, mode, timeZone, weekly, exceptions } = makeRule(wanted);
  return { name, customer, mode, timeZone, weekly, exceptions, callTimeId };
}

/** Returns whether the rules allow requests at an instant such as `2026-11-23T09:00Z`. */
export function isAllowed(rules: readonly OfficeHoursRule[], at: string): boolean {
  return judge(rules, new Date(at)).allowed;
}

/**
 * Returns the next changes of the verdict, such as `2026-11-23T09:00+00:00 refused`. Times are in the zone of the first rule,
 * with the offset, because wall clock times are ambiguous at clock changes.
 */
export function nextChanges(rules: readonly OfficeHoursRule[], from: string, count: number): string[] {
  const changes: string[] = [];
  let verdict = judge(rules, new Date(from));
  while (changes.length < count && verdict.changesAt) {
    const local = Temporal.Instant.fromEpochMilliseconds(verdict.changesAt.getTime()).toZonedDateTimeISO(
      rules[0]?.timeZone ?? "UTC",
    );
    verdict = judge(rules, verdict.changesAt);
    const time = local.toString({ timeZoneName: "never", smallestUnit: "minute" });
    changes.push(`${time} ${verdict.allowed ? "allowed" : "refused"}`);
  }
  return changes;
}
