import type { LeadChanges } from "../leads/changes/leadChanges.ts";
import type { DirectionName } from "../leads/tables/direction.ts";
import type { LeadWarning, Tally } from "./leadWarnings.ts";
import type { RunCounts } from "./runOutcome.ts";
import type { RunSource } from "./runSource.ts";

/**
 * `checking`: its leads are found and checked. `ready`: waits for a user to start it. `running`, `paused`. `done`: every lead
 * was handled. `stopped`: the remaining leads never will be.
 */
export const RUN_STATES = ["checking", "ready", "running", "paused", "done", "stopped"] as const;
export type RunState = (typeof RUN_STATES)[number];

/**
 * Why a run is on hold, or paused itself. `undo_waits`: the run to undo is still finishing its last batch.
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
  /** The rule's name, the missing right or the obstacle; may be empty. */
  readonly detail: string;
  /** When the hold ends, if known. */
  readonly until: Date | null;
}

/** What the user decides before the run starts. */
export interface RunSettings {
  /** Leads with one of these warnings are skipped. */
  readonly skip: readonly LeadWarning[];
  /** Whether archived callbacks of its leads are restored too. */
  readonly restoresCallbacks: boolean;
  /** Leads per second; null for no limit. */
  readonly rate: number | null;
  /** What changes in its restored leads; null for nothing. */
  readonly changes: LeadChanges | null;
}

/** A background job that moves many leads. */
export interface Run extends RunSettings {
  readonly id: number;
  /** Given by a user; empty for none. */
  readonly name: string;
  readonly customer: string;
  readonly direction: DirectionName;
  /** The user whose rights and lists apply. */
  readonly user: string;
  readonly requestId: string;
  readonly source: RunSource;
  readonly state: RunState;
  /** The plan that made it; null for other runs. */
  readonly planId: number | null;
  /** Whether it starts once its leads are checked, without a user's decision. */
  readonly startsItself: boolean;
  readonly isCollected: boolean;
  /** The lead or batch id that the search for its leads continues from. */
  readonly collectedTo: number;
  /** More leads matched than a run can hold. */
  readonly isCut: boolean;
  readonly leadCount: number;
  readonly chunkCount: number;
  readonly checkedChunks: number;
  readonly tally: Tally;
  readonly checkedAt: Date | null;
  /** Also the index of the first chunk that is not done. */
  readonly doneChunks: number;
  /** Of the done chunks. */
  readonly counts: RunCounts;
  readonly hold: Hold | null;
  /** Whether an instance works on it now. */
  readonly isWorkedOn: boolean;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

/** Characters of a run's name. */
export const MAX_NAME = 100;

export const CONTROLS = ["start", "pause", "resume", "stop", "recheck", "discard"] as const;
export type Control = (typeof CONTROLS)[number];

/** Whether the control decides what moves: only the owner, or a user with access to every lead, may do that. */
export function isDriving(control: Control): boolean {
  return control !== "pause" && control !== "stop";
}

const STATES_BY_CONTROL: Readonly<Record<Control, readonly RunState[]>> = {
  start: ["ready"],
  pause: ["running"],
  resume: ["paused"],
  stop: ["running", "paused"],
  recheck: ["ready"],
  discard: ["checking", "ready"],
};

export function statesFor(control: Control): readonly RunState[] {
  return STATES_BY_CONTROL[control];
}

export function allows(state: RunState, control: Control): boolean {
  return STATES_BY_CONTROL[control].includes(state);
}
