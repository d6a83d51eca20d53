import type { OfficeHoursRule, TimeWindow } from "../../server/hours/officeHoursRule.ts";

/**
 * Evaluates office hours by brute force: compares every minute's wall clock time from Intl with the windows. Shares no code and
 * no library with the implementation under test.
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
/** Bounds the memory of a walk through many zones and years. */
const MOST_QUARTERS = 20_000;

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  // Swedish dates are in ISO order: 2026-11-23 09:00.
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
  formats.set(timeZone, format);
  return format;
}

/** Returns a zone's date and minute at an instant. Formats only quarter hours, since clocks never change in between. */
export function wallAt(timeZone: string, at: number): Wall {
  const quarter = Math.floor(at / QUARTER_MS) * QUARTER_MS;
  const key = `${timeZone} ${quarter}`;
  let wall = quarters.get(key);
  if (!wall) {
    const [date = "", time = ""] = formatOf(timeZone).format(quarter).split(" ");
    const [hours = "", minutes = ""] = time.split(":");
    wall = { date, minute: Number(hours) * 60 + Number(minutes) };
    if (quarters.size >= MOST_QUARTERS) quarters.clear();
    quarters.set(key, wall);
  }
  return { date: wall.date, minute: wall.minute + Math.floor((at - quarter) / MINUTE_MS) };
}

/** Lists every date of an exception near a year, day by day. */
const listed = new Map<string, ReadonlySet<string>>();
function datesOf(text: string): ReadonlySet<string> {
  const known = listed.get(text);
  if (known) return known;
  const [first = "", last = first] = text.split("..");
  const dates = new Set<string>();
  const add = (from: number, to: number) => {
    for (let at = from; at <= to; at += DAY_MS) dates.add(new Date(at).toISOString().slice(0, 10));
  };
  if (first.length > 5) add(Date.parse(first), Date.parse(last));
  else
    for (let year = 2025; year <= 2028; year += 1)
      add(Date.parse(`${year}-${first}`), Date.parse(`${first <= last ? year : year + 1}-${last}`));
  listed.set(text, dates);
  return dates;
}

const windows = new WeakMap<OfficeHoursRule, Map<string, readonly TimeWindow[]>>();

/** Remembers a rule's windows per day, because a walk asks for every minute. */
function windowsOf(rule: OfficeHoursRule, date: string): readonly TimeWindow[] {
  const ofRule = windows.get(rule) ?? new Map<string, readonly TimeWindow[]>();
  windows.set(rule, ofRule);
  const known = ofRule.get(date) ?? findWindows(rule, date);
  ofRule.set(date, known);
  return known;
}

function findWindows(rule: OfficeHoursRule, date: string): readonly TimeWindow[] {
  // Single dates before ranges, and both before what repeats every year.
  const [exception] = rule.exceptions
    .filter((candidate) => datesOf(candidate.date).has(date))
    .sort((a, b) => {
      const [one, other] = [a, b].map((each) => (each.date.replace(/\.\..*/, "").length > 5 ? 0 : 1));
      return (one ?? 0) - (other ?? 0) || datesOf(a.date).size - datesOf(b.date).size;
    });
  const weekday = DAYS[new Date(`${date}T12:00Z`).getUTCDay()] ?? "sun";
  return exception ? exception.windows : rule.weekly[weekday];
}

const daysBefore = new Map<string, string>();

export function dayBefore(date: string): string {
  const known = daysBefore.get(date);
  if (known !== undefined) return known;
  const before = new Date(Date.parse(`${date}T12:00Z`) - DAY_MS).toISOString().slice(0, 10);
  daysBefore.set(date, before);
  return before;
}

function closuresOf({ closures }: OfficeHoursRule, day: string): readonly TimeWindow[] {
  return closures.flatMap(({ date, windows }) => (datesOf(date).has(day) ? windows : []));
}

function ruleAllows(rule: OfficeHoursRule, at: number): boolean {
  if (rule.mode === "off") return true;
  const { date, minute } = wallAt(rule.timeZone, at);
  const holds = (windows: typeof windowsOf) =>
    windows(rule, date).some(({ start, end }) => minute >= start && minute < end) ||
    windows(rule, dayBefore(date)).some(({ end }) => minute < end - 24 * 60);
  const open = holds(windowsOf) && !(rule.closures.length > 0 && holds(closuresOf));
  return rule.mode === "refuse_outside" ? open : !open;
}

/** Returns whether every rule allows the minute of an instant. */
export function expectedAllowed(rules: readonly OfficeHoursRule[], at: number): boolean {
  return rules.every((rule) => ruleAllows(rule, at));
}

/** Returns the first later minute, up to `until`, with another verdict than `from`; null if there is none. */
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
