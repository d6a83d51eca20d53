const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function count(number: number, unit: string): string {
  return `${number} ${unit}${number === 1 ? "" : "s"}`;
}

/** Formats a length of time with at most two units: `45 seconds`, `3 minutes`, `2 hours 5 minutes`. Pure. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 2 * MINUTE) return count(whole, "second");
  if (whole < 2 * HOUR) return count(Math.round(whole / MINUTE), "minute");
  const [unit, name, rest, restName] =
    whole < 2 * DAY ? ([HOUR, "hour", MINUTE, "minute"] as const) : ([DAY, "day", HOUR, "hour"] as const);
  const more = Math.floor((whole % unit) / rest);
  return [count(Math.floor(whole / unit), name), ...(more > 0 ? [count(more, restName)] : [])].join(" ");
}
