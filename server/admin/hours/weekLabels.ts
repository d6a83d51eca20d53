import type { TimeWindow, Weekday, WeeklyWindows } from "../../hours/officeHoursRule.ts";
import { dayRanges, formatWindows } from "../../hours/weeklyText.ts";
import { type Phrase, phrase, term, verbatim } from "../../lib/phrase.ts";

/** Hours of days and weeks, as texts. */

export const DAY_NAMES: Readonly<Record<Weekday, string>> = {
  mon: phrase("Monday"),
  tue: phrase("Tuesday"),
  wed: phrase("Wednesday"),
  thu: phrase("Thursday"),
  fri: phrase("Friday"),
  sat: phrase("Saturday"),
  sun: phrase("Sunday"),
};

/** Abbreviations as in the text form of a week. */
const SHORT_NAMES: Readonly<Record<Weekday, string>> = {
  mon: phrase("mon"),
  tue: phrase("tue"),
  wed: phrase("wed"),
  thu: phrase("thu"),
  fri: phrase("fri"),
  sat: phrase("sat"),
  sun: phrase("sun"),
};

/** Joins texts with semicolons; `none` stands for no texts. Halves the list, because nesting is limited by the stack. */
export function joined(texts: readonly Phrase[], none: Phrase): Phrase {
  const [first = none] = texts;
  if (texts.length < 2) return first;
  const half = texts.length >> 1;
  return phrase("%1s; %2s", joined(texts.slice(0, half), none), joined(texts.slice(half), none));
}

/** Formats a day's hours: `08:00-12:00,13:00-17:00`, or `closed`. */
export function windowsLabel(windows: readonly TimeWindow[]): Phrase {
  return windows.length === 0 ? term(phrase("closed")) : verbatim(formatWindows(windows));
}

/** Formats a week: `mon-fri 08:00-17:00; sat 09:00-13:00`, or `no hours`. */
export function weekLabel(weekly: WeeklyWindows): Phrase {
  const ranges = dayRanges(weekly).map(({ first, last, hours }) => {
    const [from, to] = [term(SHORT_NAMES[first]), term(SHORT_NAMES[last])];
    return first === last ? phrase("%1s %2s", from, hours) : phrase("%1s-%2s %3s", from, to, hours);
  });
  return joined(ranges, term(phrase("no hours")));
}
