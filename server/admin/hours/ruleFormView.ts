import { hoursOfCallTime } from "../../hours/callTimeRules.ts";
import type { HoursStore } from "../../hours/hoursStore.ts";
import { MODES, WEEKDAYS } from "../../hours/officeHoursRule.ts";
import { findTimeZone } from "../../hours/timeZones.ts";
import { formatWeekly, formatWindows } from "../../hours/weeklyText.ts";
import type { CallTime } from "../../vicidial/callTimes.ts";
import type { Page } from "../shell/adminPage.ts";
import type { FieldErrors } from "../shell/form.ts";
import { type PageAnswer, renderView } from "../shell/pageAnswer.ts";
import { ZONES } from "../shell/timeZoneCookie.ts";
import { DAY_NAMES, MODE_LABELS } from "./hoursLabels.ts";
import { isInReach, STYLES } from "./ruleLookup.ts";
import type { RuleTexts } from "./ruleTexts.ts";

const MODE_HINTS = {
  refuse_inside: "Calls are refused while people are at work, so that nothing slows the dialer.",
  refuse_outside: "Calls pass while somebody is there to look, and are refused at any other time.",
  off: "For later: the rule stays here and refuses nothing.",
} as const;

/** Rows for dates that are yet to be typed, for those who have no script. */
const SPARE_DATES = 2;

function callTimeView(callTime: CallTime) {
  const { weekly } = hoursOfCallTime(callTime);
  return {
    id: callTime.id,
    name: callTime.name,
    week: formatWeekly(weekly) || "no hours",
    days: WEEKDAYS.map((day) => ({ name: DAY_NAMES[day], hours: formatWindows(weekly[day]) })),
    holidays: callTime.holidays.map(({ date, name, method }) => ({
      date,
      name,
      hours: hoursOfHoliday(callTime, date, method),
    })),
  };
}

function hoursOfHoliday(callTime: CallTime, date: string, method: CallTime["holidays"][number]["method"]) {
  const { exceptions, closures } = hoursOfCallTime(callTime);
  const found = (method === "replace" ? exceptions : closures).find((each) => each.date === date);
  const hours = formatWindows(found?.windows ?? []);
  return method === "replace" ? hours : `closed ${hours}, else as ever`;
}

/** The call times that the person's rules may follow. */
export function callTimesFor(store: HoursStore, page: Page): Promise<readonly CallTime[]> {
  return store.listCallTimes(page.customer.name);
}

/** A zone that is not on the list, such as US/Eastern, stays what it is. */
function zonesWith(zone: string): readonly string[] {
  const known = findTimeZone(zone);
  return known && !ZONES.includes(known) ? [known, ...ZONES] : ZONES;
}

/** A rule's form, as it is filled in and with what is wrong. */
export function showForm(
  page: Page,
  texts: RuleTexts,
  callTimes: readonly CallTime[],
  errors: FieldErrors = {},
): PageAnswer {
  const isNew = texts.id === "";
  const spare = Array.from({ length: SPARE_DATES }, () => ({ date: "", hours: "" }));
  const isGone = texts.callTime !== "" && !callTimes.some(({ id }) => id === texts.callTime);
  const locals = {
    texts,
    errors,
    isNew,
    dates: [...texts.dates, ...spare],
    modes: MODES.map((mode) => ({ value: mode, label: MODE_LABELS[mode], hint: MODE_HINTS[mode] })),
    days: WEEKDAYS.map((day) => ({ key: day, name: DAY_NAMES[day], text: texts.week[day] })),
    zones: zonesWith(texts.zone).map((zone) => ({ value: zone, label: zone })),
    callTimes: callTimes.map(callTimeView),
    missingCallTime: isGone ? texts.callTime : null,
    mayNameCustomer: page.onlyCustomer === undefined,
    customerHint: isInReach(page, { customer: null })
      ? "Empty for every key. Else the rule holds for keys of this customer alone."
      : "Name a customer. A rule for every key needs level 9, or a user group with all campaigns.",
  };
  const title = isNew ? "New rule" : `Rule ${texts.name}`;
  const status = Object.keys(errors).length > 0 ? 422 : 200;
  return renderView("hours/form", title, locals, { status, styles: STYLES, scripts: ["hoursForm.js"] });
}
