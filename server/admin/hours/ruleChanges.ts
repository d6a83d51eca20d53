import { type RuleSettings, WEEKDAYS } from "../../hours/officeHoursRule.ts";
import { phrase } from "../../lib/phrase.ts";
import { effectOn } from "./dateEffects.ts";
import { periodLabel } from "./dateLabels.ts";
import { type Compared, compare, comparedFact, DATES, WEEK } from "./hoursLabels.ts";
import { DAY_NAMES, windowsLabel } from "./weekLabels.ts";

function daysOf(before: RuleSettings, after: RuleSettings): readonly Compared[] {
  return WEEKDAYS.map((day) =>
    comparedFact(DAY_NAMES[day], windowsLabel(before.weekly[day]), windowsLabel(after.weekly[day])),
  );
}

function datesOf(before: RuleSettings, after: RuleSettings): readonly Compared[] {
  const hoursOn = ({ exceptions, mode }: RuleSettings, date: string) => {
    const found = exceptions.find((each) => each.date === date);
    return found ? effectOn(mode, found.windows) : phrase("same as the weekday");
  };
  const dates = new Set([...before.exceptions, ...after.exceptions].map(({ date }) => date));
  return [...dates]
    .sort()
    .map((date) => comparedFact(periodLabel(date), hoursOn(before, date), hoursOn(after, date)));
}

/** Returns the settings that a change affects, day by day for the hours; all settings of a new rule. Pure. */
export function changesOf(before: RuleSettings | undefined, after: RuleSettings): readonly Compared[] {
  const areOwn = before && before.callTimeId === null && after.callTimeId === null;
  const facts = compare(before, after).flatMap((fact) => {
    if (areOwn && fact.label === WEEK) return daysOf(before, after);
    return areOwn && fact.label === DATES ? datesOf(before, after) : [fact];
  });
  return facts.filter(({ differs }) => differs);
}
