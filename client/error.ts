import type { ErrorCode, Summary } from "./types.ts";

/** What went wrong with one call, as data. */
export interface Failure {
  readonly ok: false;
  readonly code: ErrorCode;
  /** In the server's words, where it said any. */
  readonly message: string;
  /** The HTTP status, where there was an answer. */
  readonly status?: number;
  /** The server's name for the call: its log and its history tell more under it. */
  readonly requestId?: string;
  /** The leads that the refusal names. */
  readonly leadIds?: readonly number[];
  /** Seconds after which the server wants to be asked again. */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** The one error that a run throws of its own; `code` tells which kind. */
export class DearchiveClientError extends Error {
  override readonly name = "DearchiveClientError";
  readonly code: ErrorCode;
  /** The HTTP status, where there was an answer. */
  readonly status: number | undefined;
  /** What the plugin's log and history know the call by. */
  readonly requestId: string | undefined;
  /** The leads that the server named. */
  readonly leadIds: readonly number[];
  /** Seconds after which the server wants to be asked again, where it said so. */
  readonly retryAfterSeconds: number | undefined;
  /** What was done before: all batches up to the one that failed. */
  readonly soFar: Summary;

  constructor(failure: Failure, soFar: Summary) {
    super(
      `${failure.code}: ${failure.message}`,
      failure.cause === undefined ? undefined : { cause: failure.cause },
    );
    this.code = failure.code;
    this.status = failure.status;
    this.requestId = failure.requestId;
    this.leadIds = failure.leadIds ?? [];
    this.retryAfterSeconds = failure.retryAfterSeconds;
    this.soFar = soFar;
  }
}

/** The failure of a run that its caller stopped. */
export function stopped(signal: AbortSignal): Failure {
  return { ok: false, code: "aborted", message: "the caller stopped the run", cause: signal.reason };
}
