import { Temporal } from "temporal-polyfill";
import { boundariesAfter, closuresOn, windowsOn } from "./boundaries.ts";
import { MINUTES_PER_DAY, type OfficeHoursRule, type TimeWindow } from "./rule.ts";

/** Whether moves are allowed at an instant, why, and when that next changes. */
export interface Verdict {
  readonly allowed: boolean;
  /** The rule that refuses; null while nothing does. */
  readonly rule: string | null;
  /** The next instant at which `allowed` changes; null where none is in sight. */
  readonly changesAt: Date | null;
}

/**
 * Whether a wall time falls into the rule's windows; the start counts, the end does not. A window belongs to the day
 * it starts on, so last night's may still run whatever today is.
 */
function isInside(rule: OfficeHoursRule, local: Temporal.ZonedDateTime): boolean {
  const minute = local.hour * 60 + local.minute;
  const today = local.toPlainDate();
  const yesterday = today.subtract({ days: 1 });
  const covers = (windows: readonly TimeWindow[], at: number) =>
    windows.some((window) => window.start <= at && at < window.end);
  const covered = (on: typeof windowsOn) =>
    covers(on(rule, today), minute) || covers(on(rule, yesterday), minute + MINUTES_PER_DAY);
  return covered(windowsOn) && !covered(closuresOn);
}

function refuses(rule: OfficeHoursRule, instant: Temporal.Instant): boolean {
  if (rule.mode === "off") return false;
  if (rule.missingCallTime !== null) return true;
  const inside = isInside(rule, instant.toZonedDateTimeISO(rule.timeZone));
  return rule.mode === "refuse_inside" ? inside : !inside;
}

function firstRefusing(
  rules: readonly OfficeHoursRule[],
  instant: Temporal.Instant,
): OfficeHoursRule | undefined {
  return rules.find((rule) => refuses(rule, instant));
}

function nextChange(
  rules: readonly OfficeHoursRule[],
  instant: Temporal.Instant,
  allowed: boolean,
): Temporal.Instant | undefined {
  const applied = rules.filter((rule) => rule.mode !== "off");
  for (const boundary of boundariesAfter(applied, instant)) {
    if ((firstRefusing(applied, boundary) === undefined) !== allowed) return boundary;
  }
  return undefined;
}

/** The first rule that refuses moves at an instant; undefined where none does. Pure. */
export function refusingRule(rules: readonly OfficeHoursRule[], at: Date): OfficeHoursRule | undefined {
  return firstRefusing(rules, Temporal.Instant.fromEpochMilliseconds(at.getTime()));
}

/**
 * Judges an instant by rules: it is refused where any of them refuses, and allowed where there is none. Pure.
 *
 * @param rules those that hold for the customer; the first one that refuses is named
 */
export function judge(rules: readonly OfficeHoursRule[], at: Date): Verdict {
  const instant = Temporal.Instant.fromEpochMilliseconds(at.getTime());
  const refusing = firstRefusing(rules, instant);
  const changesAt = nextChange(rules, instant, refusing === undefined);
  return {
    allowed: refusing === undefined,
    rule: refusing?.name ?? null,
    changesAt: changesAt ? new Date(changesAt.epochMilliseconds) : null,
  };
}
