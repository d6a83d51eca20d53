import type { RawAnswer } from "./answer.ts";
import { type Failure, stopped } from "./clientError.ts";
import type { RetryPolicy } from "./retry.ts";

export interface SenderOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly now: () => number;
}

/** One request, unchanged over all retries. */
export interface Call {
  readonly url: string;
  /** Undefined for a GET. */
  readonly body?: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** An aborted or late request may have been executed; sent again, it gets the stored answer. */
function whyNoAnswer(error: unknown, caller: AbortSignal, timedOut: boolean, timeoutMs: number): Failure {
  if (caller.aborted) return stopped(caller);
  if (timedOut) return { ok: false, code: "timeout", message: `no answer within ${timeoutMs} ms` };
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const message = cause instanceof Error ? cause.message : String(cause);
  return { ok: false, code: "network", message: message || "no answer", cause: error };
}

/** Reads an answer at a time in milliseconds since 1970. */
type Read<Success> = (answer: RawAnswer, now: number) => Success | Failure;

/** Sends single requests and returns their result; never rejects. */
export function createSender({ fetch, headers, timeoutMs, now }: SenderOptions) {
  return async function send<Success>(
    call: Call,
    read: Read<Success>,
    signal: AbortSignal,
  ): Promise<Success | Failure> {
    const controller = new AbortController();
    const abort = () => controller.abort();
    const timer = setTimeout(abort, timeoutMs);
    signal.addEventListener("abort", abort, { once: true });
    try {
      const response = await fetch(call.url, {
        method: call.body === undefined ? "GET" : "POST",
        headers: { ...headers, ...call.headers },
        ...(call.body !== undefined && { body: call.body }),
        // Following a redirect would turn the request into a GET and might send the key elsewhere.
        redirect: "manual",
        signal: controller.signal,
      });
      const text = await response.text();
      return read({ status: response.status, headers: response.headers, text }, now());
    } catch (error) {
      return whyNoAnswer(error, signal, controller.signal.aborted, timeoutMs);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
    }
  };
}

export type Send = ReturnType<typeof createSender>;

/** What sends the requests of a part of the API. */
export interface RequestOptions {
  readonly send: Send;
  /** Returns the URL of an API. */
  readonly urlOf: (api: string) => string;
  readonly retryPolicy: Omit<RetryPolicy, "signal" | "onPause" | "waitForOfficeHours">;
}
