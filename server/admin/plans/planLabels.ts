import type { MissingRight } from "../../errors.ts";
import { WEEKDAYS, type Weekday } from "../../hours/officeHoursRule.ts";
import { type PageText, type Phrase, phrase, term } from "../../lib/phrase.ts";
import type {
  Obstacle,
  PauseCode,
  Plan,
  PlanResult,
  PlanSearch,
  ResultCode,
  Schedule,
} from "../../plans/plan.ts";
import { MISSING_RIGHT_LABELS } from "../../vicidial/apiRights.ts";
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

function isMissingRight(detail: string): detail is MissingRight {
  return Object.hasOwn(MISSING_RIGHT_LABELS, detail);
}

/** Says why a plan cannot run, and what to do. */
export function obstacleLabel({ user }: Pick<Plan, "user">, { code, detail }: Obstacle): Phrase {
  const labels: Readonly<Record<PauseCode, () => Phrase>> = {
    owner_rights: () =>
      phrase(
        "The plan acts for %1s, but %2s.",
        user,
        term(isMissingRight(detail) ? MISSING_RIGHT_LABELS[detail] : phrase("this user lost a right")),
      ),
    no_lists: () => phrase("The plan acts for %1s, whose user group may access no list.", user),
    list_not_allowed: () => phrase("The plan acts for %1s, who may no longer access list %2s.", user, detail),
    list_gone: () => phrase("List %1s, which the plan fills, no longer exists.", detail),
    not_countable: () =>
      term(
        phrase("The dialable leads cannot be counted, because the table vicidial_campaigns cannot be read."),
      ),
    changes_impossible: () => phrase("The changes to restored leads are no longer possible: %1s", detail),
  };
  return labels[code]();
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

/** What a time of a plan led to. */
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
