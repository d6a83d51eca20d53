/** What happens in the background: archived leads come back, or live leads go to the archive. */
export type RunDirection = "restore" | "archive";

/** A search for the leads of a run. Conditions are combined with AND. Days are such as `2026-01-31`, and inclusive. */
export interface RunSearch {
  readonly phoneNumber?: string;
  readonly vendorLeadCode?: string;
  readonly listId?: number;
  readonly status?: string | readonly string[];
  readonly calledFrom?: string;
  readonly calledTo?: string;
  readonly notCalledSince?: string;
  readonly entryFrom?: string;
  readonly entryTo?: string;
}

/** What a run changes in the leads that it restores. */
export interface RunChanges {
  readonly listId?: number | string;
  readonly status?: string;
  readonly resetCalledSinceLastReset?: boolean;
  readonly resetCalledCount?: boolean;
  readonly rank?: number;
  readonly owner?: string;
  readonly recomputeGmtOffset?: boolean;
}

export interface RunSettings {
  readonly name?: string;
  /** Warnings whose leads are skipped, such as `dnc`. */
  readonly skip?: readonly string[];
  readonly restoreCallbacks?: boolean;
  /** Leads per second; null for no limit. */
  readonly speedLimit?: number | null;
  readonly changes?: RunChanges | null;
}

/** A run to create. Name its leads, or search for them. */
export interface NewRun extends RunSettings {
  readonly direction: RunDirection;
  /** Up to 100,000 ids; each once. */
  readonly leadIds?: Iterable<number>;
  readonly search?: RunSearch;
  /** Whether it starts by itself once its leads are checked. */
  readonly start?: boolean;
}

export type RunState = "checking" | "ready" | "running" | "paused" | "done" | "stopped";

/** Leads by what happened to them. All parts add up to `total`. */
export interface RunCounts {
  readonly total: number;
  readonly moved: number;
  readonly alreadyThere: number;
  readonly kept: number;
  readonly skipped: number;
  readonly notFound: number;
  readonly undone: number;
  readonly notHandled: number;
}

/** A run. The documentation of the API describes the fields. Times are in UTC. */
export interface Run {
  readonly id: number;
  readonly name: string;
  readonly state: RunState;
  readonly direction: RunDirection;
  readonly user: string | null;
  readonly startsItself: boolean;
  readonly isCut: boolean;
  readonly leads: RunCounts;
  readonly progress: {
    readonly foundAll: boolean;
    readonly checked: number;
    readonly handled: number;
    readonly percent: number;
  };
  /** Why it does not go on now; null if nothing holds it. */
  readonly hold: { readonly code: string; readonly detail: string; readonly until: string | null } | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly links: {
    readonly self: string;
    readonly leads: string;
    readonly page: string;
    readonly batches: string;
  };
}

/** The outcome of a lead of a run. */
export interface RunLead {
  readonly leadId: number;
  readonly outcome: string;
  /** The part of `leads` that counts it, in the API's spelling: `already_there`. */
  readonly countedAs: string;
  /** Columns that differ, if they keep it where it is. */
  readonly columns?: readonly string[];
  /** The warning that skipped it. */
  readonly skippedFor?: string;
  /** Why the table refused it. */
  readonly reason?: string;
  readonly batchId: number | null;
}

export interface RunCallOptions {
  /** Stops the call: inside a pause, and while it waits for an answer. */
  readonly signal?: AbortSignal;
}

export interface CreateRunOptions extends RunCallOptions {
  /** Names the request, random by default: a request sent again under the same name gets the same run. */
  readonly idempotencyKey?: string;
}

export interface WaitOptions extends RunCallOptions {
  /** Milliseconds between two looks, default 2,000. */
  readonly everyMs?: number;
  /** Called after each look. */
  readonly onProgress?: (run: Run) => void;
}
