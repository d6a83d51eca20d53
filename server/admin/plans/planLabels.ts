import { WEEKDAYS, type Weekday } from "../../hours/officeHoursRule.ts";
import { type PageText, type Phrase, phrase, term } from "../../lib/phrase.ts";
import { obstacleLabel } from "../../plans/obstacleLabel.ts";
import type { Plan, PlanResult, PlanSearch, ResultCode, Schedule } from "../../plans/plan.ts";
import type { Tone } from "../history/outcomeLabels.ts";
import { DAY_NAMES } from "../hours/weekLabels.ts";

/** Style sheets of the plan pages. */
export const PLAN_STYLES = ["history.css", "runs.css", "plans.css"];

/** Consecutive days of a week, in order. */
function dayRanges(days: readonly Weekday[]): readonly (readonly [first: Weekday, last: Weekday])[] {
  const ranges: [Weekday, Weekday][] = [];
  for (const day of WEEKDAYS.filter((each) => days.includes(each))) {
    const open = ranges.at(-1);
    if (open && WEEKDAYS.indexOf(day) - WEEKDAYS.indexOf(open[1]) === 1) open[1] = day;
    else ranges.push([day, day]);
  }
  return ranges;
}

function daysLabel(days: readonly Weekday[]): PageText {
  if (days.length === WEEKDAYS.length) return phrase("Every day");
  const isWeekdays = days.length === 5 && !days.includes("sat") && !days.includes("sun");
  if (isWeekdays) return phrase("Every weekday");
  const ranges = dayRanges(days).map(([first, last]) => {
    const [from, to] = [term(DAY_NAMES[first]), term(DAY_NAMES[last])];
    return first === last ? from : phrase("%1s to %2s", from, to);
  });
  return phrase("%1s", ranges);
}

/** Describes a schedule: `Every weekday at 06:00, Europe/Amsterdam`. Pure. */
export function scheduleLabel({ days, time, timeZone }: Schedule): Phrase {
  return phrase("%1s at %2s, %3s", term(daysLabel(days)), time, timeZone);
}

/** Describes what a plan searches for: `list 101 · status NA, B · not called for 60 days`. Pure. */
export function planSearchLabel(search: PlanSearch): PageText {
  const { listId, statuses, notCalledDays, enteredBeforeDays } = search;
  const [first = "", ...others]: readonly PageText[] = [
    ...(listId === undefined ? [] : [phrase("list %1s", listId)]),
    ...(statuses ? [phrase("status %1s", statuses.join(", "))] : []),
    ...(notCalledDays === undefined ? [] : [phrase("not called for %1s days", notCalledDays)]),
    ...(enteredBeforeDays === undefined ? [] : [phrase("entered at least %1s days ago", enteredBeforeDays)]),
  ];
  return others.reduce<PageText>((text, other) => phrase("%1s · %2s", term(text), term(other)), first);
}

export interface PlanStateLabel {
  readonly label: string;
  readonly tone: Tone;
}

export function planStateLabel({ pause }: Pick<Plan, "pause">): PlanStateLabel {
  if (!pause) return { label: phrase("Active"), tone: "good" };
  return pause.by === "user"
    ? { label: phrase("Paused"), tone: "warn" }
    : { label: phrase("Paused itself"), tone: "bad" };
}

/** Says why a plan is paused; null while it is active. */
export function pauseLabel(plan: Plan): Phrase | null {
  const { pause } = plan;
  return pause?.by === "itself" ? obstacleLabel(plan, pause) : null;
}

const RESULT_TONES: Readonly<Record<ResultCode, Tone>> = {
  run: "good",
  overlap: "warn",
  closed: "plain",
  missed: "warn",
  filled: "plain",
  paused: "bad",
};

/** Describes the result of a scheduled time. */
export function resultLabel({ code, detail, runId }: PlanResult): {
  readonly label: PageText;
  readonly tone: Tone;
} {
  const labels: Readonly<Record<ResultCode, () => PageText>> = {
    run: () => phrase("Run #%1s", runId ?? 0),
    overlap: () => phrase("Skipped: run #%1s was still active", detail),
    closed: () => phrase("Skipped: office hours rule “%1s”", detail),
    missed: () => phrase("Skipped: the plugin was not running"),
    filled: () => phrase("Skipped: list %1s has enough dialable leads", detail),
    paused: () => phrase("Paused itself"),
  };
  return { label: labels[code](), tone: RESULT_TONES[code] };
}
