import type { ErrorCode, Summary } from "./types.ts";

/** Why a request failed, as data. */
export interface Failure {
  readonly ok: false;
  readonly code: ErrorCode;
  /** The server's message, if it sent one. */
  readonly message: string;
  /** HTTP status, if there was an answer. */
  readonly status?: number;
  /** The request's id in the server's log and history. */
  readonly requestId?: string;
  /** The leads that the refusal names. */
  readonly leadIds?: readonly number[];
  /** Seconds after which the request may be sent again. */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** The only error that the client throws itself; `code` tells the kind. */
export class DearchiveClientError extends Error {
  override readonly name = "DearchiveClientError";
  readonly code: ErrorCode;
  /** HTTP status, if there was an answer. */
  readonly status: number | undefined;
  /** The request's id in the plugin's log and history. */
  readonly requestId: string | undefined;
  /** The leads that the server named. */
  readonly leadIds: readonly number[];
  /** Seconds after which the request may be sent again, if the server said so. */
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

/** Returns the failure of a job that its caller aborted. */
export function stopped(signal: AbortSignal): Failure {
  return { ok: false, code: "aborted", message: "the program stopped the run", cause: signal.reason };
}
