import { counted, type PageText, phrase } from "../../lib/phrase.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Longer times are given in days. */
const MAX_IN_HOURS = 36 * HOUR;

function rounded(milliseconds: number, unitMs: number): number {
  return Math.max(1, Math.round(milliseconds / unitMs));
}

function ahead(milliseconds: number): PageText {
  if (milliseconds < HOUR)
    return counted(rounded(milliseconds, MINUTE), phrase("in 1 minute"), phrase("in %1s minutes"));
  if (milliseconds < MAX_IN_HOURS)
    return counted(rounded(milliseconds, HOUR), phrase("in 1 hour"), phrase("in %1s hours"));
  return counted(rounded(milliseconds, DAY), phrase("in 1 day"), phrase("in %1s days"));
}

function ago(milliseconds: number): PageText {
  if (milliseconds < HOUR)
    return counted(rounded(milliseconds, MINUTE), phrase("1 minute ago"), phrase("%1s minutes ago"));
  if (milliseconds < MAX_IN_HOURS)
    return counted(rounded(milliseconds, HOUR), phrase("1 hour ago"), phrase("%1s hours ago"));
  return counted(rounded(milliseconds, DAY), phrase("1 day ago"), phrase("%1s days ago"));
}

/** Returns a time relative to now: `5 minutes ago`, `in 23 hours`, `just now`. */
export function relativeTime(instant: Date, now: Date): PageText {
  const distance = instant.getTime() - now.getTime();
  if (Math.abs(distance) < MINUTE) return distance > 0 ? phrase("in a moment") : phrase("just now");
  return distance > 0 ? ahead(distance) : ago(-distance);
}
