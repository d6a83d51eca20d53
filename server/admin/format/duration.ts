import { type PageText, phrase, sentences } from "../../lib/phrase.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS = {
  second: [phrase("1 second"), phrase("%1s seconds")],
  minute: [phrase("1 minute"), phrase("%1s minutes")],
  hour: [phrase("1 hour"), phrase("%1s hours")],
  day: [phrase("1 day"), phrase("%1s days")],
} as const;

function count(number: number, unit: keyof typeof UNITS): PageText {
  const [one, many] = UNITS[unit];
  return number === 1 ? one : phrase(many, number);
}

/** Formats a length of time with at most two units: `45 seconds`, `3 minutes`, `2 hours 5 minutes`. Pure. */
export function duration(seconds: number): PageText {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 2 * MINUTE) return count(whole, "second");
  if (whole < 2 * HOUR) return count(Math.round(whole / MINUTE), "minute");
  const [unit, name, rest, restName] =
    whole < 2 * DAY ? ([HOUR, "hour", MINUTE, "minute"] as const) : ([DAY, "day", HOUR, "hour"] as const);
  const more = Math.floor((whole % unit) / rest);
  const first = count(Math.floor(whole / unit), name);
  return more > 0 ? sentences(first, count(more, restName)) : first;
}

const SECOND_MS = 1000;

/** Formats how long a request took: `45 ms`, `1.2 s`. Pure. */
export function shortDuration(ms: number): PageText {
  return ms < SECOND_MS ? phrase("%1s ms", ms) : phrase("%1s s", (ms / SECOND_MS).toFixed(1));
}
