import { type Failure, stopped } from "./clientError.ts";
import type { ErrorCode, Sleep } from "./types.ts";

/** How a request is retried. */
export interface RetryPolicy {
  readonly attempts: number;
  readonly firstPauseMs: number;
  readonly waitForOfficeHours: boolean;
  readonly sleep: Sleep;
  readonly now: () => number;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Called before each pause. */
  readonly onPause: (waitingFor: ErrorCode, waitingUntil: Date) => void;
}

const MAX_PAUSE_MS = 30_000;
/** Longest pause during office hours, because the rules may change meanwhile. */
const MAX_HOURS_PAUSE_MS = 15 * 60_000;
/** All callers get the same second, so each waits a random part of the next one. */
const SPREAD_MS = 1_000;

/** Failures that may be gone when the same request is sent again. */
const TRANSIENT: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "tables_locked",
  "interrupted",
  "connection_lost",
  "internal",
  "idempotency_running",
  "rate_limited",
  "body_unreadable",
  "server_error",
  "network",
  "timeout",
  "bad_answer",
]);

/** A refusal that says when it ends does not count as a failed attempt. */
function isWait({ code, retryAfterSeconds }: Failure, { waitForOfficeHours }: RetryPolicy): boolean {
  if (retryAfterSeconds === undefined) return false;
  return code === "rate_limited" || (code === "office_hours" && waitForOfficeHours);
}

function waitMs({ code, retryAfterSeconds = 0 }: Failure, { random }: RetryPolicy): number {
  const longest = code === "office_hours" ? MAX_HOURS_PAUSE_MS : Number.POSITIVE_INFINITY;
  return Math.min(retryAfterSeconds * 1000, longest) + random() * SPREAD_MS;
}

/** Grows exponentially with jitter, so that callers do not collide again; never shorter than the server asks. */
function pauseMs({ retryAfterSeconds = 0 }: Failure, failures: number, retryPolicy: RetryPolicy): number {
  const grown = Math.min(retryPolicy.firstPauseMs * 2 ** (failures - 1), MAX_PAUSE_MS);
  return Math.max(retryAfterSeconds * 1000, grown * (0.5 + retryPolicy.random() / 2));
}

/**
 * Sends a request until it succeeds: waits as the server asks, and retries transient failures. Its Idempotency-Key stays the
 * same, so the server executes it once.
 *
 * @returns the last failure if it gives up
 */
export async function retry<Success extends { readonly ok: true }>(
  send: () => Promise<Success | Failure>,
  retryPolicy: RetryPolicy,
): Promise<Success | Failure> {
  const { attempts, signal, sleep, now, onPause } = retryPolicy;
  for (let failures = 0; ; ) {
    if (signal.aborted) return stopped(signal);
    const answer = await send();
    if (answer.ok || answer.code === "aborted") return answer;
    const waits = isWait(answer, retryPolicy);
    if (!waits) failures += 1;
    if (!waits && (!TRANSIENT.has(answer.code) || failures >= attempts)) return answer;
    const pause = waits ? waitMs(answer, retryPolicy) : pauseMs(answer, failures, retryPolicy);
    onPause(answer.code, new Date(now() + Math.max(pause, (answer.retryAfterSeconds ?? 0) * 1000)));
    await sleep(pause, signal);
  }
}
