const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Longer times are given in days. */
const MAX_IN_HOURS = 36 * HOUR;

function count(milliseconds: number, unitMs: number, unit: string): string {
  const number = Math.max(1, Math.round(milliseconds / unitMs));
  return `${number} ${unit}${number === 1 ? "" : "s"}`;
}

function distance(milliseconds: number): string {
  if (milliseconds < HOUR) return count(milliseconds, MINUTE, "minute");
  if (milliseconds < MAX_IN_HOURS) return count(milliseconds, HOUR, "hour");
  return count(milliseconds, DAY, "day");
}

/** Returns a time relative to now: `5 minutes ago`, `in 23 hours`, `just now`. */
export function relativeTime(instant: Date, now: Date): string {
  const ahead = instant.getTime() - now.getTime();
  if (Math.abs(ahead) < MINUTE) return ahead > 0 ? "in a moment" : "just now";
  return ahead > 0 ? `in ${distance(ahead)}` : `${distance(-ahead)} ago`;
}
