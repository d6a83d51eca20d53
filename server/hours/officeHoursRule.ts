/** Minutes since midnight of the day on which the window starts; an end above 1440 is on a later day. */
export interface TimeWindow {
  readonly start: number;
  readonly end: number;
}

export const MINUTES_PER_DAY = 1440;

/** Monday first, as in ISO 8601. */
export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export type WeeklyWindows = Readonly<Record<Weekday, readonly TimeWindow[]>>;

export const EMPTY_WEEK: WeeklyWindows = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };

/** Dates with their own windows instead of their weekdays'; no windows means closed. */
export interface DatedException {
  /** Calendar dates in the rule's time zone, in the text form of `datePeriods.ts`: one date, a range, or every year. */
  readonly date: string;
  readonly windows: readonly TimeWindow[];
}

/**
 * What a rule does. `refuse_inside`: blocks requests during its hours. `refuse_outside`: blocks requests outside its hours.
 * `off`: disabled.
 */
export const MODES = ["refuse_inside", "refuse_outside", "off"] as const;
export type Mode = (typeof MODES)[number];

interface RuleHead {
  readonly name: string;
  /** The customer that the rule applies to; null for all. */
  readonly customer: string | null;
  readonly mode: Mode;
  /** IANA name. Windows are wall time in this zone. */
  readonly timeZone: string;
}

/** A rule whose call time is resolved. */
export interface OfficeHoursRule extends RuleHead {
  readonly weekly: WeeklyWindows;
  readonly exceptions: readonly DatedException[];
  /** Windows in which the rule's hours do not apply, whatever its other windows say. */
  readonly closures: readonly DatedException[];
  /** Id of the followed call time if it does not exist; the rule then blocks all requests. */
  readonly missingCallTime: string | null;
}

/** A rule as a user enters it, with its own hours or a Vicidial call time to follow. */
export interface RuleSettings extends RuleHead {
  readonly weekly: WeeklyWindows;
  readonly exceptions: readonly DatedException[];
  /** The call time that provides hours and holidays; null for own hours. */
  readonly callTimeId: string | null;
}
