/** Minutes since midnight of the day a window starts on; an end beyond a day's 1440 runs past midnight. */
export interface TimeWindow {
  readonly start: number;
  readonly end: number;
}

export const MINUTES_PER_DAY = 1440;

/** Monday first, as people write a week. */
export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export type WeeklyWindows = Readonly<Record<Weekday, readonly TimeWindow[]>>;

export const EMPTY_WEEK: WeeklyWindows = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };

/** A date on which other windows hold than its weekday's; none at all where the office is closed. */
export interface DatedException {
  /** ISO calendar date in the rule's time zone. */
  readonly date: string;
  readonly windows: readonly TimeWindow[];
}

/**
 * What a rule does with its office hours. `refuse_inside`: no moves during them. `refuse_outside`: moves only during
 * them. `off`: the rule is kept, but not applied.
 */
export const MODES = ["refuse_inside", "refuse_outside", "off"] as const;
export type Mode = (typeof MODES)[number];

interface RuleHead {
  readonly name: string;
  /** The customer that it holds for; null for all. */
  readonly customer: string | null;
  readonly mode: Mode;
  /** IANA name: the windows are wall time there. */
  readonly timeZone: string;
}

/** A rule as it can be judged. */
export interface OfficeHoursRule extends RuleHead {
  readonly weekly: WeeklyWindows;
  readonly exceptions: readonly DatedException[];
  /** Windows on dates in which the office is closed, whatever else is said of the date and of the night before. */
  readonly closures: readonly DatedException[];
  /** The Vicidial call time that it should follow, where there is none of that id: it then refuses all moves. */
  readonly missingCallTime: string | null;
}

/** A rule as people set it: with hours of its own, or following those of a Vicidial call time. */
export interface RuleSettings extends RuleHead {
  readonly weekly: WeeklyWindows;
  readonly exceptions: readonly DatedException[];
  /** The call time whose hours and holidays stand for its own; null where it has its own. */
  readonly callTimeId: string | null;
}
