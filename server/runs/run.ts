import type { DirectionName } from "../leads/tables/direction.ts";
import type { LeadWarning, Tally } from "./leadWarnings.ts";
import type { RunCounts } from "./runOutcome.ts";
import type { RunSource } from "./runSource.ts";

/**
 * `checking`: its leads are found and looked at. `ready`: somebody decides. `running`, `paused`. `done`: every lead was
 * worked on. `stopped`: the rest never will be.
 */
export const RUN_STATES = ["checking", "ready", "running", "paused", "done", "stopped"] as const;
export type RunState = (typeof RUN_STATES)[number];

/**
 * Why a run stands still for now, or was paused by itself. `undo_waits`: the run that is to be taken back still ends its last
 * batch.
 */
export const HOLD_CODES = [
  "office_hours",
  "owner_rights",
  "tables_locked",
  "connection_lost",
  "interrupted",
  "schema_drift",
  "tables_unusable",
  "check_impossible",
  "undo_waits",
  "internal",
] as const;
export type HoldCode = (typeof HOLD_CODES)[number];

export interface Hold {
  readonly code: HoldCode;
  /** The rule's name, the missing right or what stands in the way; may be empty. */
  readonly detail: string;
  /** When it ends, where that is foreseeable. */
  readonly until: Date | null;
}

/** What somebody decides before a run begins. */
export interface RunSettings {
  readonly leaveOut: readonly LeadWarning[];
  /** Whether archived callbacks of its leads come back too. */
  readonly restoresCallbacks: boolean;
  /** Leads per second; null for as fast as it goes. */
  readonly rate: number | null;
}

/** A list of leads that a person moves by hand, in the background. */
export interface Run extends RunSettings {
  readonly id: number;
  readonly customer: string;
  readonly direction: DirectionName;
  /** Whose rights and lists it goes by. */
  readonly user: string;
  readonly requestId: string;
  readonly source: RunSource;
  readonly state: RunState;
  readonly isCollected: boolean;
  /** Where finding its leads goes on. */
  readonly collectedTo: number;
  /** More leads fitted than a run takes. */
  readonly isCut: boolean;
  readonly leadCount: number;
  readonly partCount: number;
  readonly checkedParts: number;
  readonly tally: Tally;
  readonly checkedAt: Date | null;
  /** The first part that is not done. */
  readonly doneParts: number;
  /** Of the done parts. */
  readonly counts: RunCounts;
  readonly hold: Hold | null;
  /** Whether an instance works on it right now. */
  readonly isWorkedOn: boolean;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

/** What people do with a run. */
export const CONTROLS = ["start", "pause", "resume", "stop", "recheck", "discard"] as const;
export type Control = (typeof CONTROLS)[number];

/** Whether it decides what moves, which is the owner's, or of somebody who may touch every lead. To pause and to stop is not. */
export function isDriving(control: Control): boolean {
  return control !== "pause" && control !== "stop";
}

const FROM: Readonly<Record<Control, readonly RunState[]>> = {
  start: ["ready"],
  pause: ["running"],
  resume: ["paused"],
  stop: ["running", "paused"],
  recheck: ["ready"],
  discard: ["checking", "ready"],
};

/** The states from which that may be done. Pure. */
export function statesFor(control: Control): readonly RunState[] {
  return FROM[control];
}

/** Whether that may be done in this state. Pure. */
export function allows(state: RunState, control: Control): boolean {
  return FROM[control].includes(state);
}
