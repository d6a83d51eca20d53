import { judge } from "../hours/officeHours.ts";
import type { OfficeHoursRule } from "../hours/officeHoursRule.ts";

/** A time in which office hours hold a run. */
export interface ExpectedHold {
  readonly rule: string;
  readonly from: Date;
  /** Null if the rule never allows moves again. */
  readonly until: Date | null;
}

/** When a run would move its leads. */
export interface RunEstimate {
  /** Time that moving takes, without holds. */
  readonly seconds: number;
  readonly holds: readonly ExpectedHold[];
  /** When the run would be done; null if that is too far off to tell, or never. */
  readonly endsAt: Date | null;
}

/** Leads per second of an unlimited run, until a run has shown the speed of this installation. */
export const USUAL_SPEED = 400;

/** Holds that are followed. A run that needs more is too far off to tell. */
const MOST_HOLDS = 60;

/** Estimates how office hours stretch a run that starts at an instant. Pure. */
export function estimateRun(rules: readonly OfficeHoursRule[], start: Date, seconds: number): RunEstimate {
  const holds: ExpectedHold[] = [];
  let left = seconds * 1000;
  for (let at = start; holds.length < MOST_HOLDS; ) {
    const { allowed, rule, changesAt } = judge(rules, at);
    if (!allowed) {
      holds.push({ rule: rule ?? "", from: at, until: changesAt });
      if (changesAt === null) return { seconds, holds, endsAt: null };
    } else if (changesAt === null || changesAt.getTime() - at.getTime() >= left)
      return { seconds, holds, endsAt: new Date(at.getTime() + left) };
    else left -= changesAt.getTime() - at.getTime();
    at = changesAt;
  }
  return { seconds, holds, endsAt: null };
}
