import { periodOf } from "../../hours/datePeriods.ts";
import { type Phrase, type PhraseValue, phrase, term } from "../../lib/phrase.ts";
import { createZoneFormats } from "../format/zoneFormats.ts";

/** Dates and times with names of days and months that can be translated. */

/** Names as Intl writes them in English. */
const NAMES: ReadonlyMap<string, Phrase> = new Map(
  [
    ...[
      phrase("Mon"),
      phrase("Tue"),
      phrase("Wed"),
      phrase("Thu"),
      phrase("Fri"),
      phrase("Sat"),
      phrase("Sun"),
    ],
    ...[phrase("Jan"), phrase("Feb"), phrase("Mar"), phrase("Apr"), phrase("May"), phrase("Jun")],
    ...[phrase("Jul"), phrase("Aug"), phrase("Sept"), phrase("Oct"), phrase("Nov"), phrase("Dec")],
  ].map((name) => [name, term(name)]),
);

export const DATE_TIME_FORMATS = createZoneFormats("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});
const UTC = DATE_TIME_FORMATS.in("UTC");
/** A leap year, in which every day of a year exists. */
const LEAP_YEAR = 2000;

function partsOf(
  format: Intl.DateTimeFormat,
  instant: Date,
): (type: Intl.DateTimeFormatPartTypes) => PhraseValue {
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  return (type) => {
    const value = parts.get(type) ?? "";
    return NAMES.get(value) ?? value;
  };
}

/** Formats a time: `Wed 25 Nov 2026, 17:00`. */
export function formatDateTime(instant: Date, zone: string): Phrase {
  const part = partsOf(DATE_TIME_FORMATS.in(zone), instant);
  const date = phrase("%1s %2s %3s %4s", part("weekday"), part("day"), part("month"), part("year"));
  return phrase("%1s, %2s:%3s", date, part("hour"), part("minute"));
}

/** Formats the day of the week: `Wed`. @param date such as `2026-11-25` */
export function weekdayLabel(date: string): Phrase {
  return phrase("%1s", partsOf(UTC, new Date(date))("weekday"));
}

/** Formats a day without its year: `25 Dec`. @param date such as `2026-12-25` */
export function dayLabel(date: string): Phrase {
  const part = partsOf(UTC, new Date(date));
  return phrase("%1s %2s", part("day"), part("month"));
}

/** Formats a day with its year: `25 Dec 2026`. @param date such as `2026-12-25` */
export function dateLabel(date: string): Phrase {
  return phrase("%1s %2s", dayLabel(date), date.slice(0, 4));
}

/** Formats dates: `25 Dec 2026`, `24 Dec 2026 – 2 Jan 2027`, `25 Dec every year`. */
export function periodLabel(text: string): Phrase {
  const { first, last, isYearly } = periodOf(text);
  const label = (day: string) => (isYearly ? dayLabel(`${LEAP_YEAR}-${day}`) : dateLabel(day));
  const days = first === last ? label(first) : phrase("%1s – %2s", label(first), label(last));
  return isYearly ? phrase("%1s every year", days) : days;
}
