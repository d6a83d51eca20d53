// Parses, formats and edits a week of hours, like server/hours/weeklyText.ts. Pure: a test compares both implementations.

export const DAY = 1440;
export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const WINDOW = /^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/;

function parseWindow(text) {
  const match = WINDOW.exec(text);
  if (!match) return null;
  const [fromHour, fromMinute, toHour, toMinute] = match.slice(1).map(Number);
  const [start, end] = [fromHour * 60 + fromMinute, toHour * 60 + toMinute];
  if (fromMinute > 59 || toMinute > 59 || start >= DAY || end > DAY || start === end) return null;
  return { start, end: end > start ? end : end + DAY };
}

/** Parses a day's hours; returns null if the text is invalid. */
export function parseWindows(text) {
  const normalized = text
    .trim()
    .replace(/\s*([,-])\s*/g, "$1")
    .toLowerCase();
  if (normalized === "" || normalized === "closed") return [];
  if (/^(all ?day|24h)$/.test(normalized)) return [{ start: 0, end: DAY }];
  const windows = normalized.split(",").map(parseWindow);
  return windows.includes(null) ? null : windows.sort((a, b) => a.start - b.start);
}

function clock(minutes) {
  const ofDay = minutes > DAY ? minutes - DAY : minutes;
  return `${String(Math.floor(ofDay / 60)).padStart(2, "0")}:${String(ofDay % 60).padStart(2, "0")}`;
}

/** Formats a day's windows; empty for a closed day. */
export function formatWindows(windows) {
  return windows.map(({ start, end }) => `${clock(start)}-${clock(end)}`).join(",");
}

function merge(windows) {
  const merged = [];
  for (const { start, end } of windows.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}

function without(windows, from, to) {
  return windows
    .flatMap(({ start, end }) => [
      { start, end: Math.min(end, from) },
      { start: Math.max(start, to), end },
    ])
    .filter(({ start, end }) => start < end);
}

function following(day) {
  return DAYS[(DAYS.indexOf(day) + 1) % DAYS.length];
}

/** Returns the previous day, whose windows may run past midnight. */
export function dayBefore(day) {
  return DAYS[(DAYS.indexOf(day) + DAYS.length - 1) % DAYS.length];
}

// Moves time after the next midnight to the next day if a window starts there or lasts a day or longer, which the text cannot
// express. That may lengthen a window of the next day, so repeat. Ends, because each moved window is cut at midnight.
function pushOver(week, day) {
  const over = week[day].filter(({ start, end }) => start >= DAY || (end > DAY && end - start >= DAY));
  if (over.length === 0) return week;
  const kept = week[day]
    .filter(({ start }) => start < DAY)
    .map((window) => (over.includes(window) ? { start: window.start, end: DAY } : window));
  const moved = over.map(({ start, end }) => ({ start: Math.max(start, DAY) - DAY, end: end - DAY }));
  const next = following(day);
  return pushOver({ ...week, [day]: kept, [next]: merge([...week[next], ...moved]) }, next);
}

/** Fills or clears minutes of a day. Clearing also cuts windows of the previous night. */
export function paint(week, day, from, to, on) {
  if (on) return pushOver({ ...week, [day]: merge([...week[day], { start: from, end: to }]) }, day);
  const before = dayBefore(day);
  const cleared = { ...week, [day]: without(week[day], from, to) };
  const left = { ...cleared, [before]: without(cleared[before], from + DAY, to + DAY) };
  return pushOver(pushOver(left, before), day);
}

function coverage(windows, from, to) {
  return merge(windows).reduce(
    (sum, { start, end }) => sum + Math.max(0, Math.min(end, to) - Math.max(start, from)),
    0,
  );
}

/** Returns `none`, `part` or `full`, or `spill` if the previous night fills these minutes. */
export function fillOf(week, day, from, to) {
  const own = coverage(week[day], from, to);
  if (own === to - from) return "full";
  const spilled = coverage(week[dayBefore(day)], from + DAY, to + DAY);
  if (spilled > 0) return "spill";
  return own > 0 ? "part" : "none";
}
