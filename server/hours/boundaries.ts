import { Temporal } from "temporal-polyfill";
import { type OfficeHoursRule, type TimeWindow, WEEKDAYS } from "./rule.ts";

/**
 * The instants at which a verdict may change. Hours repeat every week, except round days that are out of the
 * ordinary: dated exceptions and clock changes. So it is enough to look at what follows now and each of those.
 */

/** Of a day out of the ordinary: local dates begin up to 14 hours before the date in UTC. */
const DAYS_BEFORE = 1;
/** A window reaches two days from where it starts, zones lie up to 12 hours behind UTC, then all of a week follows. */
const DAYS_AFTER = 10;
/** How many days before an instant a window that is still running there may have started, in any zone. */
const DAYS_REACHED_BACK = 2;

/** A rule's windows that start on a date. */
export function windowsOn(rule: OfficeHoursRule, date: Temporal.PlainDate): readonly TimeWindow[] {
  const exception = rule.exceptions.find((each) => each.date === date.toString());
  if (exception) return exception.windows;
  const weekday = WEEKDAYS[date.dayOfWeek - 1];
  return weekday ? rule.weekly[weekday] : [];
}

/** The windows that start on a date in which a rule's hours do not hold. */
export function closuresOn(rule: OfficeHoursRule, date: Temporal.PlainDate): readonly TimeWindow[] {
  const day = date.toString();
  return rule.closures.filter((each) => each.date === day).flatMap(({ windows }) => windows);
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

/** Today and the days out of the ordinary that are to come, in order. */
function turningDays(rules: readonly OfficeHoursRule[], from: Temporal.Instant) {
  const today = utcDate(from);
  const dated = rules
    .flatMap(({ exceptions, closures }) => [...exceptions, ...closures])
    .map(({ date }) => Temporal.PlainDate.from(date))
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
 * Where the windows that start on a date begin and end. At the autumn clock change a wall time happens twice, and
 * both count; in the spring gap it happens never, and the change itself stands for it.
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

/** Every instant after `start` and up to `end` at which the verdict of any of the rules may change, in order. */
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

/** Every later instant at which the rules together may change their mind, in order; found as far as it is asked for. */
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
