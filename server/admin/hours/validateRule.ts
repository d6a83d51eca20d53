import { findCallTime } from "../../hours/callTimeRules.ts";
import { formatPeriod, parsePeriod } from "../../hours/datePeriods.ts";
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
import { type PageText, phrase, term } from "../../lib/phrase.ts";
import type { CallTime } from "../../vicidial/callTimes.ts";
import type { CheckedForm } from "../shell/form.ts";
import { periodLabel } from "./dateLabels.ts";
import { type DateFields, type RuleFields, YEARLY } from "./ruleFields.ts";
import { DAY_NAMES } from "./weekLabels.ts";

const MAX_LENGTH = 64;

/** Turns a parser's error into a sentence; `where` names the field if there are several. */
function sentence({ text }: HoursTextError, where: string): PageText {
  const said = term(text);
  return where === "" ? phrase("%1s.", said) : phrase("%1s: %2s.", term(where), said);
}

/** Collects the first error of each field. */
function createErrorCollector() {
  const errors: Record<string, PageText> = {};
  return {
    errors,
    add(field: string, message: PageText): void {
      errors[field] ??= message;
    },
    /** Reads a text; on failure records the error and returns `instead`. */
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
type ErrorCollector = ReturnType<typeof createErrorCollector>;

function windowsFrom(text: string) {
  return text === "" ? [] : parseWindows(text);
}

function weekFrom({ week }: RuleFields, collector: ErrorCollector): WeeklyWindows {
  const read = (day: Weekday) =>
    collector.read(`week_${day}`, [], () => windowsFrom(week[day]), DAY_NAMES[day]);
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

const YEAR_LENGTH = "2026-".length;

/** Returns the text form of a row's dates. A yearly period has no year, and ends before it starts again. */
function periodFrom({ date, until, repeat }: DateFields): string {
  const [first, last] = [parseDate(date), until === "" ? date : parseDate(until)];
  const period = parsePeriod(formatPeriod({ first, last }));
  if (repeat !== YEARLY) return period;
  if (last >= `${Number(first.slice(0, 4)) + 1}${first.slice(4)}`)
    throw new HoursTextError(phrase("Dates that repeat every year must be shorter than a year"));
  return formatPeriod({ first: first.slice(YEAR_LENGTH), last: last.slice(YEAR_LENGTH) });
}

function datesFrom({ dates }: RuleFields, collector: ErrorCollector): readonly DatedException[] {
  const seen = new Set<string>();
  const read = dates.flatMap((row, index) => {
    const field = `date_${index}`;
    if (row.date === "") {
      collector.add(field, phrase("Choose a date for these hours, or remove the hours."));
      return [];
    }
    return collector.read<readonly DatedException[]>(field, [], () => {
      const date = periodFrom(row);
      if (seen.has(date))
        collector.add(field, phrase("%1s is listed twice. Remove one of the two.", periodLabel(date)));
      seen.add(date);
      return [{ date, windows: windowsFrom(row.hours) }];
    });
  });
  return read.toSorted((a, b) => a.date.localeCompare(b.date));
}

function ownHours(fields: RuleFields, collector: ErrorCollector) {
  const weekly = weekFrom(fields, collector);
  const exceptions = datesFrom(fields, collector);
  const hasHours =
    WEEKDAYS.some((day) => fields.week[day] !== "" && weekly[day].length > 0) ||
    exceptions.some(({ windows }) => windows.length > 0);
  if (!hasHours && fields.mode !== "off") {
    collector.add("week_mon", phrase("The week has no hours. Draw or type hours, or disable the rule."));
  }
  return { weekly, exceptions, callTimeId: null };
}

/** Keeps the rule's own hours for later and ignores their errors. */
function followedHours(fields: RuleFields, callTimes: readonly CallTime[], collector: ErrorCollector) {
  const followed = findCallTime(callTimes, fields.callTime);
  if (!followed) collector.add("call_time", phrase("Choose a call time from the list."));
  const ignored = createErrorCollector();
  return {
    weekly: weekFrom(fields, ignored),
    exceptions: datesFrom(fields, ignored),
    callTimeId: followed?.id ?? null,
  };
}

function customerFrom(
  { customer }: RuleFields,
  onlyCustomer: string | undefined,
  collector: ErrorCollector,
): string | null {
  if (onlyCustomer !== undefined) return onlyCustomer;
  if (customer.length > MAX_LENGTH)
    collector.add("customer", phrase("Shorten the customer's name to %1s characters.", MAX_LENGTH));
  return customer === "" ? null : customer;
}

/**
 * Validates the rule form.
 *
 * @param onlyCustomer the only customer whose rules the user may set; undefined for all
 * @param callTimes call times that the rule may follow
 */
export function checkRule(
  fields: RuleFields,
  onlyCustomer: string | undefined,
  callTimes: readonly CallTime[],
): CheckedForm<RuleSettings> {
  const collector = createErrorCollector();
  const { name } = fields;
  if (name === "")
    collector.add(
      "name",
      phrase("Enter a name, such as “Agents at work”. Logs show it when the rule blocks a request."),
    );
  if (name.length > MAX_LENGTH)
    collector.add("name", phrase("Shorten the name to %1s characters.", MAX_LENGTH));
  const mode = MODES.find((each) => each === fields.mode);
  if (!mode) collector.add("mode", phrase("Choose the effect of the rule."));
  const timeZone = findTimeZone(fields.zone);
  if (!timeZone) collector.add("zone", phrase("Choose a time zone, such as Europe/Amsterdam."));
  const customer = customerFrom(fields, onlyCustomer, collector);
  const hours =
    fields.source === "call_time" ? followedHours(fields, callTimes, collector) : ownHours(fields, collector);
  const { errors } = collector;
  if (Object.keys(errors).length > 0 || !mode || !timeZone) return { errors };
  return { value: { name, customer, mode, timeZone, ...hours } };
}
