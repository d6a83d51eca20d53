import { Temporal } from "temporal-polyfill";
import { comparePrecedence, coversDate } from "./datePeriods.ts";
import { type OfficeHoursRule, type TimeWindow, WEEKDAYS } from "./officeHoursRule.ts";
import { turningDates } from "./periodDays.ts";

/**
 * Finds the instants at which a verdict may change. Hours repeat weekly except around exceptional days: dated exceptions
 * and clock changes. So it is enough to search the days after now and around each exceptional day.
 */

/** Local dates begin up to 14 hours before the UTC date. */
const DAYS_BEFORE = 1;
/** A window ends within two days of its start, zones are up to 12 hours behind UTC, and then a whole week follows. */
const DAYS_AFTER = 10;
/** A window that is still open may have started this many days earlier, in any zone. */
const DAYS_REACHED_BACK = 2;

/** Returns the rule's windows that start on a date. */
export function windowsOn(rule: OfficeHoursRule, date: Temporal.PlainDate): readonly TimeWindow[] {
  const day = date.toString();
  const [exception] = rule.exceptions
    .filter((each) => coversDate(each.date, day))
    .sort((one, other) => comparePrecedence(one.date, other.date));
  if (exception) return exception.windows;
  const weekday = WEEKDAYS[date.dayOfWeek - 1];
  return weekday ? rule.weekly[weekday] : [];
}

/** Returns the windows that start on a date and in which the rule's hours do not apply. */
export function closuresOn(rule: OfficeHoursRule, date: Temporal.PlainDate): readonly TimeWindow[] {
  const day = date.toString();
  return rule.closures.filter((each) => coversDate(each.date, day)).flatMap(({ windows }) => windows);
}

function utcDate(instant: Temporal.Instant): Temporal.PlainDate {
  return instant.toZonedDateTimeISO("UTC").toPlainDate();
}

function utcMidnight(date: Temporal.PlainDate): Temporal.Instant {
  return date.toZonedDateTime("UTC").toInstant();
}

function laterOf(one: Temporal.Instant, other: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(other, one) > 0 ? other : one;
}

/** Returns today and all later exceptional days, in order. */
function turningDays(rules: readonly OfficeHoursRule[], from: Temporal.Instant) {
  const today = utcDate(from);
  const dated = rules
    .flatMap(({ exceptions, closures }) => [...exceptions, ...closures])
    .flatMap(({ date }) => turningDates(date, today))
    .filter((date) => Temporal.PlainDate.compare(date, today) > 0);
  const clockChanges = rules.flatMap(
    ({ timeZone }) =>
      from.toZonedDateTimeISO(timeZone).getTimeZoneTransition("next")?.withTimeZone("UTC").toPlainDate() ??
      [],
  );
  return [today, ...dated, ...clockChanges].sort(Temporal.PlainDate.compare);
}

function clockChangesBetween(timeZone: string, start: Temporal.Instant, end: Temporal.Instant) {
  const changes: Temporal.Instant[] = [];
  let change = start.toZonedDateTimeISO(timeZone).getTimeZoneTransition("next");
  while (change && Temporal.Instant.compare(change.toInstant(), end) <= 0) {
    changes.push(change.toInstant());
    change = change.getTimeZoneTransition("next");
  }
  return changes;
}

/**
 * Returns the start and end instants of the windows that start on a date. A wall time that occurs twice in autumn counts
 * twice. A wall time in the spring gap is replaced by the clock change itself.
 */
function edgesOn(rule: OfficeHoursRule, date: Temporal.PlainDate): readonly Temporal.Instant[] {
  return [...windowsOn(rule, date), ...closuresOn(rule, date)]
    .flatMap(({ start, end }) => [start, end])
    .map((minutes) => date.toPlainDateTime().add({ minutes }))
    .flatMap((wall) =>
      (["earlier", "later"] as const).map((disambiguation) =>
        wall.toZonedDateTime(rule.timeZone, { disambiguation }).toInstant(),
      ),
    );
}

/** Returns every instant in (start, end] at which any rule's verdict may change, in order. */
export function boundariesBetween(
  rules: readonly OfficeHoursRule[],
  start: Temporal.Instant,
  end: Temporal.Instant,
): readonly Temporal.Instant[] {
  const first = utcDate(start).subtract({ days: DAYS_REACHED_BACK });
  const count = first.until(utcDate(end)).days + 1 + DAYS_BEFORE;
  const dates = Array.from({ length: count }, (_, days) => first.add({ days }));
  return rules
    .flatMap((rule) => [
      ...clockChangesBetween(rule.timeZone, start, end),
      ...dates.flatMap((date) => edgesOn(rule, date)),
    ])
    .filter((edge) => Temporal.Instant.compare(edge, start) > 0 && Temporal.Instant.compare(edge, end) <= 0)
    .sort(Temporal.Instant.compare)
    .filter((edge, index, all) => index === 0 || all[index - 1]?.equals(edge) === false);
}

/** Yields every later instant at which the combined verdict may change, in order and lazily. */
export function* boundariesAfter(
  rules: readonly OfficeHoursRule[],
  from: Temporal.Instant,
): Generator<Temporal.Instant> {
  let seen = from;
  for (const day of turningDays(rules, from)) {
    const start = laterOf(seen, utcMidnight(day.subtract({ days: DAYS_BEFORE })));
    const end = laterOf(seen, utcMidnight(day.add({ days: DAYS_AFTER })));
    if (end !== seen) yield* boundariesBetween(rules, start, end);
    seen = end;
  }
}
