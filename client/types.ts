/** What `createDearchiveClient` is told. */
export interface ClientOptions {
  /** Where the plugin answers, without `/vicidial/…`: `https://dialer.example.com`, with a prefix if it is mounted under one. */
  readonly url: string;
  /** The API key as it was shown when it was made. */
  readonly apiKey: string;
  /** The customer to name in the path; the key's own when left out. */
  readonly customer?: string;
  /** Leads a call; 500 when left out, which is also what a key allows unless its operator set another limit. */
  readonly batchSize?: number;
  /**
   * How often a call is sent in all before its failure is given up on; 15 when left out. With the pauses between them that
   * is 2 to 5 minutes: longer than the two minutes for which the server keeps a call of an instance that died.
   */
  readonly attempts?: number;
  /** Milliseconds of the first pause between two attempts; 500 when left out. Each further one doubles, up to 30 s. */
  readonly firstPauseMs?: number;
  /** Milliseconds that an answer is waited for before the call is sent again; 120,000 when left out. */
  readonly timeoutMs?: number;
  /** In place of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
  /** Waits so many milliseconds, or until the signal is aborted; never rejects. In place of a timer. */
  readonly sleep?: Sleep;
  /** The time in milliseconds since 1970, for `waitingUntil`; in place of `Date.now`. */
  readonly now?: () => number;
  /** A number from 0 to below 1 that spreads the pauses; in place of `Math.random`. */
  readonly random?: () => number;
}

export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** What both ways of moving leads can be told. */
export interface RunOptions {
  /** Insert leads that are not in the target table; true when left out. */
  readonly insert?: boolean;
  /** Delete leads from the source table where an equal copy stands in the target; true when left out. */
  readonly delete?: boolean;
  /** Tell what would happen, and change nothing. The counts are what would be counted. */
  readonly dryRun?: boolean;
  /** Ask what became of each lead: fills `results`. */
  readonly representation?: boolean;
  /** Leave out leads that are not in the source table and go on with the others, in place of failing. */
  readonly skipMissing?: boolean;
  /** Wait while office hours refuse calls, however long; true when left out. With false such a refusal is an error. */
  readonly waitForOfficeHours?: boolean;
  /**
   * A name of this job, random when left out. A job that was stopped and is started again under the same name with the
   * same ids and batch size gets the first answers of the batches that were carried out (for two days). Never give
   * another job the same name: it would be answered from memory.
   */
  readonly runId?: string;
  /** Stops the run: between batches, inside a pause, and while an answer is awaited. */
  readonly signal?: AbortSignal;
  /** Called after each batch and before each pause. What it throws ends the run. */
  readonly onProgress?: (progress: Progress) => void;
}

export interface ArchiveOptions extends RunOptions {
  /** Give leads that are in the archive already the live row's data; false when left out. */
  readonly update?: boolean;
}

/** What a run has done so far. */
export interface Counts {
  /** Batches that are done. */
  readonly batches: number;
  /** Leads that the server found and looked after. */
  readonly leads: number;
  /** Leads inserted into the target table. */
  readonly inserted: number;
  /** Leads in the target table that got the source's data; archiving only. */
  readonly updated: number;
  /** Leads deleted from the source table. */
  readonly deleted: number;
  /** Leads left out by `skipMissing`. */
  readonly missing: number;
  /** Ids that were given more than once; each was sent once. */
  readonly repeated: number;
  /** Batches whose answer had been lost and was given again by the server. */
  readonly replayed: number;
}

export interface Progress extends Counts {
  /** When the pause that begins now is over, at the earliest. */
  readonly waitingUntil?: Date;
  /** Why the run pauses. */
  readonly waitingFor?: ErrorCode;
}

/** What became of one lead. */
export interface LeadResult {
  readonly leadId: number;
  /** `moved`, `inserted`, `updated`, `deleted`, `kept_differs`, `kept_not_in_target` or `counted`. */
  readonly outcome: string;
  /** The columns that differ, where they keep the lead back. */
  readonly columns: readonly string[];
}

export interface Summary extends Counts {
  /** The leads left out by `skipMissing`: moved already, never there, or not in a list that the key may touch. */
  readonly missingLeadIds: readonly number[];
  /** One for each lead, in the order sent, where `representation` was asked. */
  readonly results: readonly LeadResult[];
}

/** Codes that the server itself tells; its other refusals are `refused`. */
export const SERVER_CODES = [
  "unauthenticated",
  "office_hours",
  "ids_missing",
  "ids_over_limit",
  "rate_limited",
  "tables_locked",
  "interrupted",
  "connection_lost",
  "schema_drift",
  "row_refused",
  "tables_unusable",
  "idempotency_running",
  "idempotency_reused",
  "body_unreadable",
  "internal",
] as const;

/**
 * What went wrong. Beyond the server's codes: `refused`, another answer that no retry mends; `server_error`, an answer
 * of 500 or more without a code, as proxies give; `network`, no or half an answer; `timeout`, none in time; `bad_answer`,
 * one that is not of this API; `invalid_lead_id`, not sent at all; `aborted`, by the caller's signal.
 */
export type ErrorCode =
  | (typeof SERVER_CODES)[number]
  | "refused"
  | "server_error"
  | "network"
  | "timeout"
  | "bad_answer"
  | "invalid_lead_id"
  | "aborted";
