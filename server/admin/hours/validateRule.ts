import { findCallTime } from "../../hours/callTimeRules.ts";
import {
  type DatedException,
  MODES,
  type RuleSettings,
  WEEKDAYS,
  type Weekday,
  type WeeklyWindows,
} from "../../hours/officeHoursRule.ts";
import { findTimeZone } from "../../hours/timeZones.ts";
import { HoursTextError, parseDate, parseWindows } from "../../hours/weeklyText.ts";
import type { CallTime } from "../../vicidial/callTimes.ts";
import type { CheckedForm } from "../shell/form.ts";
import { DAY_NAMES } from "./hoursLabels.ts";
import type { RuleTexts } from "./ruleTexts.ts";

const MAX_LENGTH = 64;

/** What is wrong with a text as a sentence for people; `where` tells which of several texts is meant. */
function sentence({ message }: HoursTextError, where: string): string {
  const said = message.replace(/"([^"]*)"/g, "“$1”");
  return `${where === "" ? "" : `${where}: `}${said}.`;
}

/** Collects what is wrong, each message under the name of the field that it belongs to. */
function createMistakes() {
  const errors: Record<string, string> = {};
  return {
    errors,
    add(field: string, message: string): void {
      errors[field] ??= message;
    },
    /** Reads a text, or notes why it cannot be read and goes on with something else. */
    read<T>(field: string, instead: T, read: () => T, where = ""): T {
      try {
        return read();
      } catch (error) {
        if (!(error instanceof HoursTextError)) throw error;
        errors[field] ??= sentence(error, where);
        return instead;
      }
    },
  };
}
type Mistakes = ReturnType<typeof createMistakes>;

function windowsFrom(text: string) {
  return text === "" ? [] : parseWindows(text);
}

function weekFrom({ week }: RuleTexts, mistakes: Mistakes): WeeklyWindows {
  const read = (day: Weekday) =>
    mistakes.read(`week_${day}`, [], () => windowsFrom(week[day]), DAY_NAMES[day]);
  return {
    mon: read("mon"),
    tue: read("tue"),
    wed: read("wed"),
    thu: read("thu"),
    fri: read("fri"),
    sat: read("sat"),
    sun: read("sun"),
  };
}

function datesFrom({ dates }: RuleTexts, mistakes: Mistakes): readonly DatedException[] {
  const seen = new Set<string>();
  const read = dates.flatMap(({ date, hours }, index) => {
    const field = `date_${index}`;
    if (date === "") mistakes.add(field, "Choose the date that these hours are for.");
    if (seen.has(date)) mistakes.add(field, `${date} is there twice.`);
    seen.add(date);
    return mistakes.read<readonly DatedException[]>(field, [], () => [
      { date: parseDate(date), windows: windowsFrom(hours) },
    ]);
  });
  return read.toSorted((a, b) => a.date.localeCompare(b.date));
}

function ownHours(texts: RuleTexts, mistakes: Mistakes) {
  const weekly = weekFrom(texts, mistakes);
  const exceptions = datesFrom(texts, mistakes);
  const hasHours =
    WEEKDAYS.some((day) => texts.week[day] !== "" && weekly[day].length > 0) ||
    exceptions.some(({ windows }) => windows.length > 0);
  if (!hasHours && texts.mode !== "off") {
    mistakes.add("week_mon", "The week has no hours yet: draw some, type some, or switch the rule off.");
  }
  return { weekly, exceptions, callTimeId: null };
}

/** Hours of its own are kept for when the rule no longer follows a call time; what is wrong in them is let go. */
function followedHours(texts: RuleTexts, callTimes: readonly CallTime[], mistakes: Mistakes) {
  const followed = findCallTime(callTimes, texts.callTime);
  if (!followed) mistakes.add("call_time", "Choose one of Vicidial's call times.");
  const unheard = createMistakes();
  return {
    weekly: weekFrom(texts, unheard),
    exceptions: datesFrom(texts, unheard),
    callTimeId: followed?.id ?? null,
  };
}

function customerFrom(
  { customer }: RuleTexts,
  onlyCustomer: string | undefined,
  mistakes: Mistakes,
): string | null {
  if (onlyCustomer !== undefined) return onlyCustomer;
  if (customer.length > MAX_LENGTH) mistakes.add("customer", `A name has up to ${MAX_LENGTH} characters.`);
  return customer === "" ? null : customer;
}

/**
 * Reads a rule from its form.
 *
 * @param onlyCustomer whose rules the person may set; undefined for everybody's
 * @param callTimes those that the rule may follow
 */
export function checkRule(
  texts: RuleTexts,
  onlyCustomer: string | undefined,
  callTimes: readonly CallTime[],
): CheckedForm<RuleSettings> {
  const mistakes = createMistakes();
  const { name } = texts;
  if (name === "") mistakes.add("name", "Give the rule a name: the log tells it when a call is refused.");
  if (name.length > MAX_LENGTH) mistakes.add("name", `A name has up to ${MAX_LENGTH} characters.`);
  const mode = MODES.find((each) => each === texts.mode);
  if (!mode) mistakes.add("mode", "Choose what the rule does.");
  const timeZone = findTimeZone(texts.zone);
  if (!timeZone) mistakes.add("zone", "Choose a time zone such as Europe/Amsterdam.");
  const customer = customerFrom(texts, onlyCustomer, mistakes);
  const hours =
    texts.source === "call_time" ? followedHours(texts, callTimes, mistakes) : ownHours(texts, mistakes);
  const { errors } = mistakes;
  if (Object.keys(errors).length > 0 || !mode || !timeZone) return { errors };
  return { value: { name, customer, mode, timeZone, ...hours } };
}
