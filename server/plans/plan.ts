import type { Weekday } from "../hours/officeHoursRule.ts";
import type { LeadSearch } from "../leads/lookup/searchTerms.ts";
import type { DirectionName } from "../leads/tables/direction.ts";
import type { RunSettings } from "../runs/run.ts";
import type { TakeOrder } from "../runs/runSource.ts";

/** When a plan runs. */
export interface Schedule {
  /** In the order of the week, without repetition; never empty. */
  readonly days: readonly Weekday[];
  /** Wall time in the zone, such as `06:00`. */
  readonly time: string;
  /** IANA name. */
  readonly timeZone: string;
}

/** What a plan searches for. Numbers of days count back from the start of each run. */
export interface PlanSearch extends Pick<LeadSearch, "listId" | "statuses"> {
  /** Matches leads that were not called for at least this many days, or never. */
  readonly notCalledDays?: number | undefined;
  /** Matches leads that were entered at least this many days ago. */
  readonly enteredBeforeDays?: number | undefined;
}

/** Fills a list: a run takes only as many leads as the list lacks. */
export interface TopUp {
  readonly listId: number;
  /** Dialable leads that the list should have. */
  readonly leads: number;
}

/** `wait`: the run is made, and its moves wait for office hours. `skip`: no run is made. */
export const CLOSED_CHOICES = ["wait", "skip"] as const;
export type ClosedChoice = (typeof CLOSED_CHOICES)[number];

/** What happens with times that passed while no instance was running: `run` makes one run for all of them. */
export const MISSED_CHOICES = ["run", "skip"] as const;
export type MissedChoice = (typeof MISSED_CHOICES)[number];

/** The settings of a plan. */
export interface PlanSettings extends RunSettings {
  readonly name: string;
  readonly direction: DirectionName;
  /** The Vicidial user whose rights and lists apply. */
  readonly user: string;
  readonly search: PlanSearch;
  /** Maximum number of leads per run. */
  readonly mostLeads: number;
  readonly order: TakeOrder;
  readonly topUp: TopUp | null;
  readonly schedule: Schedule;
  readonly whenClosed: ClosedChoice;
  readonly whenMissed: MissedChoice;
}

export const PLAN_STATES = ["active", "paused"] as const;
export type PlanState = (typeof PLAN_STATES)[number];

/**
 * Why a plan paused itself. `owner_rights`, `no_lists`, `list_not_allowed`: its user lost a right or a list. `list_gone`: the list
 * to fill no longer exists. `not_countable`: its dialable leads cannot be counted. `changes_impossible`: a list or status that
 * leads should get no longer exists.
 */
export const PAUSE_CODES = [
  "owner_rights",
  "no_lists",
  "list_not_allowed",
  "list_gone",
  "not_countable",
  "changes_impossible",
] as const;
export type PauseCode = (typeof PAUSE_CODES)[number];

/** Why a plan is paused. */
export type Pause =
  | { readonly by: "user"; readonly user: string; readonly at: Date }
  | { readonly by: "itself"; readonly code: PauseCode; readonly detail: string; readonly at: Date };

/** A saved search whose leads are moved at set times. */
export interface Plan extends PlanSettings {
  readonly id: number;
  readonly customer: string;
  readonly state: PlanState;
  /** Null while it is active. */
  readonly pause: Pause | null;
  /** The next time of its schedule; null while it is paused. */
  readonly dueAt: Date | null;
  readonly version: number;
  readonly createdBy: string;
}

/**
 * The result of a scheduled time. `run`: it made a run. The others say why it made none: `overlap`: its last run was still
 * active. `closed`: office hours. `missed`: no instance was running at that time. `filled`: the list has enough dialable leads.
 * `paused`: the plan paused itself.
 */
export const RESULT_CODES = ["run", "overlap", "closed", "missed", "filled", "paused"] as const;
export type ResultCode = (typeof RESULT_CODES)[number];

export interface PlanResult {
  /** The time of the schedule, or of the request to run now. */
  readonly dueAt: Date;
  readonly at: Date;
  readonly code: ResultCode;
  /** The run that was still active, the office hours rule, the list, or the reason of the pause; may be empty. */
  readonly detail: string;
  readonly runId: number | null;
}

/** Why a plan cannot run. */
export interface Obstacle {
  readonly code: PauseCode;
  /** The missing right, the list or the change; may be empty. */
  readonly detail: string;
}

/** Maximum length of a plan's name. Its runs get the same name. */
export { MAX_NAME as MAX_PLAN_NAME } from "../runs/run.ts";
