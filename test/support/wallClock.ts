import type { OfficeHoursRule, TimeWindow } from "../../server/hours/officeHoursRule.ts";

/**
 * A second opinion on office hours, by brute force: every minute's wall time, as Intl tells it, against the windows.
 * It shares no code with the judge, and no library either.
 */

export const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

export interface Wall {
  readonly date: string;
  readonly minute: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const quarters = new Map<string, Wall>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  // The Swedish way of writing a time is ISO's: 2026-11-23 09:00.
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
  formats.set(timeZone, format);
  return format;
}

/** Date and minute of a place at an instant. No clock changes but at a quarter of an hour, so what lies between is counted from there. */
export function wallAt(timeZone: string, at: number): Wall {
  const quarter = Math.floor(at / QUARTER_MS) * QUARTER_MS;
  const key = `${timeZone} ${quarter}`;
  let wall = quarters.get(key);
  if (!wall) {
    const [date = "", time = ""] = formatOf(timeZone).format(quarter).split(" ");
    const [hours = "", minutes = ""] = time.split(":");
    wall = { date, minute: Number(hours) * 60 + Number(minutes) };
    quarters.set(key, wall);
  }
  return { date: wall.date, minute: wall.minute + Math.floor((at - quarter) / MINUTE_MS) };
}

function windowsOf(rule: OfficeHoursRule, date: string): readonly TimeWindow[] {
  const exception = rule.exceptions.find((each) => each.date === date);
  const weekday = DAYS[new Date(`${date}T12:00Z`).getUTCDay()] ?? "sun";
  return exception ? exception.windows : rule.weekly[weekday];
}

export function dayBefore(date: string): string {
  return new Date(Date.parse(`${date}T12:00Z`) - DAY_MS).toISOString().slice(0, 10);
}

function ruleAllows(rule: OfficeHoursRule, at: number): boolean {
  if (rule.mode === "off") return true;
  const { date, minute } = wallAt(rule.timeZone, at);
  const holds = (windows: (date: string) => readonly TimeWindow[]) =>
    windows(date).some(({ start, end }) => minute >= start && minute < end) ||
    windows(dayBefore(date)).some(({ end }) => minute < end - 24 * 60);
  const closed = holds((day) => rule.closures.flatMap((each) => (each.date === day ? each.windows : [])));
  const open = holds((day) => windowsOf(rule, day)) && !closed;
  return rule.mode === "refuse_outside" ? open : !open;
}

/** Whether every rule allows the minute that an instant lies in. */
export function expectedAllowed(rules: readonly OfficeHoursRule[], at: number): boolean {
  return rules.every((rule) => ruleAllows(rule, at));
}

/** The first later minute, up to `until`, whose verdict is not that of `from`. */
export function expectedNextChange(
  rules: readonly OfficeHoursRule[],
  from: number,
  until: number,
): number | null {
  const now = expectedAllowed(rules, from);
  for (let at = Math.floor(from / MINUTE_MS) * MINUTE_MS + MINUTE_MS; at <= until; at += MINUTE_MS) {
    if (expectedAllowed(rules, at) !== now) return at;
  }
  return null;
}
