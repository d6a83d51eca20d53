import { hoursOfCallTime } from "../../hours/callTimeRules.ts";
import type { HoursStore } from "../../hours/hoursStore.ts";
import { MODES, WEEKDAYS } from "../../hours/officeHoursRule.ts";
import { findTimeZone } from "../../hours/timeZones.ts";
import { formatWindows } from "../../hours/weeklyText.ts";
import { type Phrase, phrase, term } from "../../lib/phrase.ts";
import type { CallTime } from "../../vicidial/callTimes.ts";
import type { Page } from "../shell/adminPage.ts";
import type { FieldErrors } from "../shell/form.ts";
import { type PageAnswer, renderView } from "../shell/pageAnswer.ts";
import { ZONES } from "../shell/timeZoneCookie.ts";
import { MODE_LABELS } from "./hoursLabels.ts";
import { NO_DATE, type RuleFields } from "./ruleFields.ts";
import { maySetRule, STYLES } from "./ruleLookup.ts";
import { DAY_NAMES, weekLabel, windowsLabel } from "./weekLabels.ts";

const MODE_HINTS = {
  refuse_inside: phrase("For working hours: moves never slow the dialer down."),
  refuse_outside: phrase("For supervised hours: requests at any other time are blocked."),
  off: phrase("The rule is kept for later and blocks nothing."),
} as const;

/** Empty date rows for browsers without JavaScript. */
const SPARE_DATES = 2;

function callTimeView(callTime: CallTime) {
  const { weekly } = hoursOfCallTime(callTime);
  return {
    id: callTime.id,
    label: phrase("%1s – %2s (%3s)", callTime.id, callTime.name, weekLabel(weekly)),
    days: WEEKDAYS.map((day) => ({ name: DAY_NAMES[day], hours: windowsLabel(weekly[day]) })),
    holidays: callTime.holidays.map(({ date, name, method }) => ({
      date,
      name,
      hours: hoursOfHoliday(callTime, date, method),
    })),
  };
}

function hoursOfHoliday(
  callTime: CallTime,
  date: string,
  method: CallTime["holidays"][number]["method"],
): Phrase {
  const { exceptions, closures } = hoursOfCallTime(callTime);
  const found = (method === "replace" ? exceptions : closures).find((each) => each.date === date);
  const windows = found?.windows ?? [];
  if (method === "replace") return windowsLabel(windows);
  if (windows.length === 0) return term(phrase("as usual"));
  return phrase("closed %1s, otherwise as usual", formatWindows(windows));
}

/** Returns the call times that the customer's rules may follow. */
export function callTimesFor(store: HoursStore, page: Page): Promise<readonly CallTime[]> {
  return store.listCallTimes(page.customer.name);
}

/** Adds a valid zone that is missing in the list, such as US/Eastern. */
function zonesWith(zone: string): readonly string[] {
  const known = findTimeZone(zone);
  return known && !ZONES.includes(known) ? [known, ...ZONES] : ZONES;
}

/** Shows a rule's form with its errors. */
export function showForm(
  page: Page,
  fields: RuleFields,
  callTimes: readonly CallTime[],
  errors: FieldErrors = {},
): PageAnswer {
  const isNew = fields.id === "";
  const spare = Array.from({ length: SPARE_DATES }, () => NO_DATE);
  const isGone = fields.callTime !== "" && !callTimes.some(({ id }) => id === fields.callTime);
  const locals = {
    fields,
    errors,
    isNew,
    dates: [...fields.dates, ...spare],
    modes: MODES.map((mode) => ({ value: mode, label: MODE_LABELS[mode], hint: MODE_HINTS[mode] })),
    days: WEEKDAYS.map((day) => ({ key: day, name: DAY_NAMES[day], text: fields.week[day] })),
    zones: zonesWith(fields.zone).map((zone) => ({ value: zone, name: zone })),
    callTimes: callTimes.map(callTimeView),
    missingCallTime: isGone ? fields.callTime : null,
    mayNameCustomer: page.onlyCustomer === undefined,
    customerHint: maySetRule(page, { customer: null })
      ? phrase("Empty means every key. Otherwise the rule applies only to this customer's keys.")
      : phrase(
          "Enter a customer. For a rule that applies to every key, you need level 9 or a user group with all campaigns.",
        ),
  };
  const title = isNew ? phrase("Create rule") : phrase("Rule %1s", fields.name);
  const status = Object.keys(errors).length > 0 ? 422 : 200;
  return renderView("hours/form", title, locals, { status, styles: STYLES, scripts: ["hoursForm.js"] });
}
