import { type RuleSettings, WEEKDAYS } from "../../hours/officeHoursRule.ts";
import { formatWindows } from "../../hours/weeklyText.ts";
import { effectOn, periodLabel } from "./dateEffects.ts";
import { type Compared, compare, DAY_NAMES } from "./hoursLabels.ts";

function daysOf(before: RuleSettings, after: RuleSettings): readonly Compared[] {
  return WEEKDAYS.map((day) => {
    const [text, other] = [formatWindows(before.weekly[day]), formatWindows(after.weekly[day])];
    return { label: DAY_NAMES[day], text, other, differs: text !== other };
  });
}

function datesOf(before: RuleSettings, after: RuleSettings): readonly Compared[] {
  const hoursOn = ({ exceptions, mode }: RuleSettings, date: string) => {
    const found = exceptions.find((each) => each.date === date);
    return found ? effectOn(mode, found.windows) : "same as the weekday";
  };
  const dates = new Set([...before.exceptions, ...after.exceptions].map(({ date }) => date));
  return [...dates].sort().map((date) => {
    const [text, other] = [hoursOn(before, date), hoursOn(after, date)];
    return { label: periodLabel(date), text, other, differs: text !== other };
  });
}

/** Returns the settings that a change affects, day by day for the hours; all settings of a new rule. Pure. */
export function changesOf(before: RuleSettings | undefined, after: RuleSettings): readonly Compared[] {
  const areOwn = before && before.callTimeId === null && after.callTimeId === null;
  const facts = compare(before, after).flatMap((fact) => {
    if (areOwn && fact.label === "Week") return daysOf(before, after);
    return areOwn && fact.label === "Dates" ? datesOf(before, after) : [fact];
  });
  return facts.filter(({ differs }) => differs);
}
