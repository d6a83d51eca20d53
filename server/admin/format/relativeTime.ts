const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Longer times are shown in days. */
const FEW_HOURS = 36 * HOUR;

function distance(milliseconds: number): string {
  if (milliseconds < HOUR) return `${Math.max(1, Math.round(milliseconds / MINUTE))} min`;
  if (milliseconds < FEW_HOURS) return `${Math.round(milliseconds / HOUR)} h`;
  return `${Math.round(milliseconds / DAY)} days`;
}

/** Returns a time relative to now: `5 minutes ago`, `in 23 hours`, `just now`. */
export function relativeTime(instant: Date, now: Date): string {
  const ahead = instant.getTime() - now.getTime();
  if (Math.abs(ahead) < MINUTE) return ahead > 0 ? "in a moment" : "just now";
  return ahead > 0 ? `in ${distance(ahead)}` : `${distance(-ahead)} ago`;
}
