import type { CallTime, CallTimeHours } from "../vicidial/callTimes.ts";
import {
  type DatedException,
  EMPTY_WEEK,
  MINUTES_PER_DAY,
  type OfficeHoursRule,
  type RuleSettings,
  type TimeWindow,
  type WeeklyWindows,
} from "./officeHoursRule.ts";

/**
 * Converts a Vicidial call time to the hours of a rule. It is read whenever the rule is evaluated and never copied, so
 * changes in Vicidial's admin apply at once.
 */

/** A call time ends on the day after its start at the latest. */
const LATEST = 2 * MINUTES_PER_DAY;

/** Vicidial compares HHMM as numbers, so 1075 is treated as 11:00. */
function minutesOf(hhmm: number): number {
  return Math.min(Math.floor(hhmm / 100) * 60 + Math.min(hhmm % 100, 60), LATEST);
}

/** Start is inclusive, stop exclusive. Empty when stop is not after start: 2400 to 2400 means closed. */
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

/** Returns the hours of a call time. If several holidays replace the hours of a date, the first one applies. */
export function hoursOfCallTime(
  callTime: CallTime,
): Pick<OfficeHoursRule, "weekly" | "exceptions" | "closures"> {
  return {
    weekly: weekOf(callTime),
    exceptions: holidaysOf(callTime, "replace"),
    closures: holidaysOf(callTime, "close_inside"),
  };
}

/** Finds a call time by id, ignoring case as the database does. */
export function findCallTime(callTimes: readonly CallTime[], id: string): CallTime | undefined {
  return callTimes.find((callTime) => callTime.id.toLowerCase() === id.toLowerCase());
}

/**
 * Resolves a rule: its own hours, or the current hours of its call time. If the call time was deleted, the intended hours
 * are unknown, so the rule blocks all requests.
 */
export function resolveRule(settings: RuleSettings, callTimes: readonly CallTime[]): OfficeHoursRule {
  const { name, customer, mode, timeZone, weekly, exceptions, callTimeId } = settings;
  const rule = { name, customer, mode, timeZone, missingCallTime: null };
  if (callTimeId === null) return { ...rule, weekly, exceptions, closures: [] };
  const callTime = findCallTime(callTimes, callTimeId);
  if (callTime) return { ...rule, ...hoursOfCallTime(callTime) };
  return { ...rule, weekly: EMPTY_WEEK, exceptions: [], closures: [], missingCallTime: callTimeId };
}
