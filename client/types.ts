/** Options of `createDearchiveClient`. */
export interface ClientOptions {
  /** Address of the plugin without `/vicidial/…`: `https://dialer.example.com`, with the prefix if it is mounted under one. */
  readonly url: string;
  /** The API key, as shown when it was created. */
  readonly apiKey: string;
  /** Customer to name in the path; the key's own when left out. */
  readonly customer?: string;
  /** Leads per request, default 500, which is also a key's default limit. */
  readonly batchSize?: number;
  /**
   * Attempts per request before it fails for good, default 15. With the pauses this takes 2 to 5 minutes, longer than the two
   * minutes for which the server holds the request of an instance that died.
   */
  readonly attempts?: number;
  /** First pause between two attempts in milliseconds, default 500. Each further pause doubles, up to 30 s. */
  readonly firstPauseMs?: number;
  /** Milliseconds to wait for an answer before the request is sent again, default 120,000. */
  readonly timeoutMs?: number;
  /** Replaces the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
  /** Replaces the timer. Waits until the time is over or the signal is aborted; never rejects. */
  readonly sleep?: Sleep;
  /** Replaces `Date.now`, in milliseconds since 1970. */
  readonly now?: () => number;
  /** Replaces `Math.random`, which spreads the pauses. */
  readonly random?: () => number;
}

export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** Options for moving leads in either direction. */
export interface RunOptions {
  /** Insert leads that are not in the target table, default true. */
  readonly insert?: boolean;
  /** Delete leads from the source table if the target has an equal copy, default true. */
  readonly delete?: boolean;
  /** Only report what would happen. The counts are what would be counted. */
  readonly dryRun?: boolean;
  /** Request the outcome of each lead: fills `results`. */
  readonly representation?: boolean;
  /** Skip leads that are not in the source table instead of failing. */
  readonly skipMissing?: boolean;
  /** Wait while office hours block requests, however long, default true. With false, such a refusal is an error. */
  readonly waitForOfficeHours?: boolean;
  /**
   * Name of this job, random by default. A job that is started again under the same name with the same ids and batch size gets
   * the stored answers of its earlier batches, for two days. Never give the same name to a different job.
   */
  readonly runId?: string;
  /** Stops the job: between batches, inside a pause, and while it waits for an answer. */
  readonly signal?: AbortSignal;
  /** Called after each batch and before each pause. An error that it throws ends the job. */
  readonly onProgress?: (progress: Progress) => void;
}

/** How a live lead can be in use. */
export type LeadUse = "on_call" | "in_hopper" | "callback_due" | "called_today" | "custom_fields";

export interface ArchiveOptions extends RunOptions {
  /** Give leads that are already in the archive the live row's data, default false. */
  readonly update?: boolean;
  /** Fail with `leads_in_use`, and archive nothing of the batch, if one of its leads is in use in such a way. */
  readonly refuse?: readonly LeadUse[];
}

/** What a job has done so far. */
export interface Counts {
  /** Finished batches. */
  readonly batches: number;
  /** Leads that the server found. */
  readonly leads: number;
  /** Leads inserted into the target table. */
  readonly inserted: number;
  /** Leads in the target table that got the source's data; only for archiving. */
  readonly updated: number;
  /** Leads deleted from the source table. */
  readonly deleted: number;
  /** Leads skipped by `skipMissing`. */
  readonly missing: number;
  /** Repeated ids; each was sent once. */
  readonly repeated: number;
  /** Batches whose lost answer the server sent again. */
  readonly replayed: number;
}

export interface Progress extends Counts {
  /** Earliest end of the pause that starts now. */
  readonly waitingUntil?: Date;
  /** Why the job pauses. */
  readonly waitingFor?: ErrorCode;
}

/** The outcome of one lead. */
export interface LeadResult {
  readonly leadId: number;
  /** `moved`, `inserted`, `updated`, `deleted`, `kept_differs`, `kept_not_in_target` or `counted`. */
  readonly outcome: string;
  /** The columns that differ, if they keep the lead in the source. */
  readonly columns: readonly string[];
}

export interface Summary extends Counts {
  /** Leads skipped by `skipMissing`: already moved, never there, or not in a list that the key may access. */
  readonly missingLeadIds: readonly number[];
  /** One result per lead, in the order sent, if `representation` was requested. */
  readonly results: readonly LeadResult[];
}

/** Codes that the server sends; its other refusals are `refused`. */
export const SERVER_CODES = [
  "unauthenticated",
  "scope_missing",
  "office_hours",
  "ids_missing",
  "leads_in_use",
  "ids_over_limit",
  "search_invalid",
  "search_unindexed",
  "fields_invalid",
  "run_unknown",
  "run_state",
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
 * Why a job failed. Besides the server's codes: `refused` is another answer that a retry does not fix. `server_error` is a 5xx
 * without a code, as proxies send. `network` is no or half an answer, `timeout` a late one. `bad_answer` is not from this API.
 * `invalid_lead_id` was not sent. `aborted` comes from the caller's signal.
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
