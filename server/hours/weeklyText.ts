import { type PageText, phrase } from "../lib/phrase.ts";
import {
  MINUTES_PER_DAY,
  type TimeWindow,
  WEEKDAYS,
  type Weekday,
  type WeeklyWindows,
} from "./officeHoursRule.ts";

/**
 * The text form of a week: `mon-fri 08:00-12:00,13:00-17:00; sat 09:00-13:00; sun 22:00-02:00`. Days are a name, a range, a
 * list, or `daily`. Hours are windows separated by commas, `all day`, or `closed`.
 */

/** Invalid hours text. The message names the invalid piece and what is expected. */
export class HoursTextError extends Error {
  override readonly name = "HoursTextError";
  /** The message for a page, without its final period. */
  readonly text: PageText;

  /** @param text with typographic quotes around the invalid piece, which the message has as plain ones */
  constructor(text: PageText) {
    super(String(text).replace(/[“”]/g, '"'));
    this.text = text;
  }
}

const WINDOW = /^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const WHOLE_DAY: TimeWindow = { start: 0, end: MINUTES_PER_DAY };

function minuteOfDay(hours = "", minutes = "", piece: string): number {
  const [hour, minute] = [Number(hours), Number(minutes)];
  const total = hour * 60 + minute;
  if (minute > 59 || total > MINUTES_PER_DAY) {
    throw new HoursTextError(phrase("“%1s” is not a time window: times run from 00:00 to 24:00", piece));
  }
  return total;
}

function parseWindow(piece: string): TimeWindow {
  const match = WINDOW.exec(piece);
  if (!match) throw new HoursTextError(phrase("“%1s” is not a time window such as 08:00-17:00", piece));
  const start = minuteOfDay(match[1], match[2], piece);
  const end = minuteOfDay(match[3], match[4], piece);
  if (start === MINUTES_PER_DAY)
    throw new HoursTextError(phrase("“%1s” cannot start at 24:00: write 00:00 on the next day", piece));
  if (start === end)
    throw new HoursTextError(phrase("“%1s” is empty: a whole day is written 00:00-24:00", piece));
  return { start, end: end > start ? end : end + MINUTES_PER_DAY };
}

/** Accepts `08:00 - 12:00, 13:00 - 17:00` too. */
function withoutBlanks(text: string): string {
  return text.trim().replace(/\s*([,-])\s*/g, "$1");
}

/** Reads `08:00-12:00,13:00-17:00`, `all day` or `closed`. */
export function parseWindows(text: string): readonly TimeWindow[] {
  const words = withoutBlanks(text).toLowerCase();
  if (words === "closed") return [];
  if (/^(all ?day|24h)$/.test(words)) return [WHOLE_DAY];
  return words
    .split(",")
    .map(parseWindow)
    .sort((a, b) => a.start - b.start);
}

function weekdayIndex(name: string): number {
  const index = WEEKDAYS.findIndex(
    (day) => name.length >= 3 && (day === name || FULL_NAMES[day].startsWith(name)),
  );
  if (index < 0) throw new HoursTextError(`"${name}" is not a weekday: use ${WEEKDAYS.join(", ")} or daily`);
  return index;
}

const FULL_NAMES: Readonly<Record<Weekday, string>> = {
  mon: "monday",
  tue: "tuesday",
  wed: "wednesday",
  thu: "thursday",
  fri: "friday",
  sat: "saturday",
  sun: "sunday",
};

/** Parses `mon`, `mon-fri`, `sat-mon` (across the weekend), `mon,wed` or `daily`. */
function parseDays(text: string): readonly Weekday[] {
  if (text === "daily") return WEEKDAYS;
  return text.split(",").flatMap((piece) => {
    const [from = "", to = from, ...more] = piece.split("-");
    if (more.length > 0) throw new HoursTextError(`"${piece}" is not a range of days such as mon-fri`);
    const first = weekdayIndex(from);
    const length = ((weekdayIndex(to) - first + WEEKDAYS.length) % WEEKDAYS.length) + 1;
    return WEEKDAYS.concat(WEEKDAYS).slice(first, first + length);
  });
}

/**
 * Parses a whole week. A day that is not named has no windows.
 *
 * @throws HoursTextError naming the invalid piece
 */
export function parseWeekly(text: string): WeeklyWindows {
  const week: Record<Weekday, readonly TimeWindow[]> = {
    mon: [],
    tue: [],
    wed: [],
    thu: [],
    fri: [],
    sat: [],
    sun: [],
  };
  for (const part of text.split(";").map((each) => each.trim().toLowerCase())) {
    if (part === "") continue;
    const [days = "", ...hours] = withoutBlanks(part).split(/\s+/);
    if (hours.length === 0)
      throw new HoursTextError(`"${part}" names no hours: write for example "mon-fri 08:00-17:00"`);
    const windows = parseWindows(hours.join(" "));
    for (const day of parseDays(days))
      week[day] = [...week[day], ...windows].sort((a, b) => a.start - b.start);
  }
  return week;
}

/** Parses a calendar date; throws for dates that do not exist. */
export function parseDate(text: string): string {
  const date = new Date(`${text}T00:00:00Z`);
  if (!DATE.test(text) || Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text) {
    throw new HoursTextError(phrase("“%1s” is not a date such as 2026-12-25", text));
  }
  return text;
}

function hoursAndMinutes(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

function clock(minutes: number): string {
  return hoursAndMinutes(minutes > MINUTES_PER_DAY ? minutes - MINUTES_PER_DAY : minutes);
}

/** A call time can end on the evening of the next day: its end is written in hours since the first midnight. */
function clockOfEnd({ start, end }: TimeWindow): string {
  return end > start + MINUTES_PER_DAY ? hoursAndMinutes(end) : clock(end);
}

/** Formats windows in the syntax that `parseWindows` reads. */
export function formatWindows(windows: readonly TimeWindow[]): string {
  if (windows.length === 0) return "closed";
  return windows.map((window) => `${clock(window.start)}-${clockOfEnd(window)}`).join(",");
}

/** Consecutive days with equal hours. */
interface DayRange {
  readonly first: Weekday;
  readonly last: Weekday;
  readonly hours: string;
}

/** Returns the days of a week that have hours, with consecutive days of equal hours as one range. */
export function dayRanges(weekly: WeeklyWindows): readonly DayRange[] {
  const runs: { first: Weekday; last: Weekday; hours: string }[] = [];
  for (const day of WEEKDAYS) {
    const hours = formatWindows(weekly[day]);
    const run = runs.at(-1);
    if (run?.hours === hours) run.last = day;
    else runs.push({ first: day, last: day, hours });
  }
  return runs.filter(({ hours }) => hours !== "closed");
}

/** Formats a week in the syntax that `parseWeekly` reads. */
export function formatWeekly(weekly: WeeklyWindows): string {
  return dayRanges(weekly)
    .map(({ first, last, hours }) => `${first === last ? first : `${first}-${last}`} ${hours}`)
    .join("; ");
}
