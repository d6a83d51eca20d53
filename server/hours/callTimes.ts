import type { CallTime, CallTimeHours } from "../vicidial/callTimes.ts";
import {
  type DatedException,
  EMPTY_WEEK,
  MINUTES_PER_DAY,
  type OfficeHoursRule,
  type RuleSettings,
  type TimeWindow,
  type WeeklyWindows,
} from "./rule.ts";

/**
 * What a Vicidial call time means as hours of a rule. It is read whenever a rule that follows it is judged, and never
 * copied: what is changed in Vicidial's own admin holds here as well.
 */

/** A call time ends with the day after the one it starts on, at the latest. */
const LATEST = 2 * MINUTES_PER_DAY;

/** Vicidial compares times as numbers, so that 1075 is no time of its own: the next one is 1100. */
function minutesOf(hhmm: number): number {
  return Math.min(Math.floor(hhmm / 100) * 60 + Math.min(hhmm % 100, 60), LATEST);
}

/** From start on until before stop; none where that is no time at all, as in 2400 to 2400, which means closed. */
function windowsOf({ start, stop }: CallTimeHours): readonly TimeWindow[] {
  const window = { start: minutesOf(start), end: minutesOf(stop) };
  return window.start < window.end ? [window] : [];
}

function isUnset({ start, stop }: CallTimeHours): boolean {
  return start === 0 && stop === 0;
}

function weekOf({ days, fallback }: CallTime): WeeklyWindows {
  const windows = (day: CallTimeHours) => windowsOf(isUnset(day) ? fallback : day);
  return {
    mon: windows(days.monday),
    tue: windows(days.tuesday),
    wed: windows(days.wednesday),
    thu: windows(days.thursday),
    fri: windows(days.friday),
    sat: windows(days.saturday),
    sun: windows(days.sunday),
  };
}

function holidaysOf({ holidays }: CallTime, method: "replace" | "close_inside"): readonly DatedException[] {
  return holidays
    .filter((holiday) => holiday.method === method)
    .map(({ date, hours }) => ({ date, windows: windowsOf(hours) }));
}

/** The hours that a call time stands for. Of several holidays on a date that replace its hours, the first holds. */
export function hoursOfCallTime(
  callTime: CallTime,
): Pick<OfficeHoursRule, "weekly" | "exceptions" | "closures"> {
  return {
    weekly: weekOf(callTime),
    exceptions: holidaysOf(callTime, "replace"),
    closures: holidaysOf(callTime, "close_inside"),
  };
}

/** As the database compares ids: without regard to case. */
export function findCallTime(callTimes: readonly CallTime[], id: string): CallTime | undefined {
  return callTimes.find((callTime) => callTime.id.toLowerCase() === id.toLowerCase());
}

/**
 * A rule as it can be judged: with hours of its own, or with those that its call time has now. Where that is gone
 * nobody knows which hours were meant, and so the rule refuses all moves until somebody decides.
 */
export function resolveRule(settings: RuleSettings, callTimes: readonly CallTime[]): OfficeHoursRule {
  const { name, customer, mode, timeZone, weekly, exceptions, callTimeId } = settings;
  const rule = { name, customer, mode, timeZone, missingCallTime: null };
  if (callTimeId === null) return { ...rule, weekly, exceptions, closures: [] };
  const callTime = findCallTime(callTimes, callTimeId);
  if (callTime) return { ...rule, ...hoursOfCallTime(callTime) };
  return { ...rule, weekly: EMPTY_WEEK, exceptions: [], closures: [], missingCallTime: callTimeId };
}
