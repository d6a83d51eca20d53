import { Temporal } from "temporal-polyfill";
import { judge } from "../../server/hours/officeHours.ts";
import type { OfficeHoursRule, RuleSettings } from "../../server/hours/officeHoursRule.ts";
import { parseException, parseWeekly } from "../../server/hours/weeklyText.ts";

interface WantedHours {
  readonly weekly?: string;
  readonly exceptions?: readonly string[];
}
type WantedRule = WantedHours & Partial<Omit<OfficeHoursRule, "weekly" | "exceptions">>;
type WantedSettings = WantedHours & Partial<Omit<RuleSettings, "weekly" | "exceptions">>;

/** A rule from its written form; what is not named is that of an ordinary office in UTC. */
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

/** The same as people set it. */
export function makeSettings({ callTimeId = null, ...wanted }: WantedSettings = {}): RuleSettings {
  const { name, customer, mode, timeZone, weekly, exceptions } = makeRule(wanted);
  return { name, customer, mode, timeZone, weekly, exceptions, callTimeId };
}

/** Whether moves are allowed at an instant such as `2026-11-23T09:00Z`. */
export function isAllowed(rules: readonly OfficeHoursRule[], at: string): boolean {
  return judge(rules, new Date(at)).allowed;
}

/**
 * The next changes of the verdict, each found from the one before: `2026-11-23T09:00+00:00 refused`. Shown in
 * the zone of the first rule, with its offset: a wall time alone says too little at a clock change.
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
