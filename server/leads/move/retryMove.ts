import { isLostConnection } from "../../db/databaseErrors.ts";
import type { Deadline } from "../../lib/deadline.ts";
import { retry } from "../../lib/retry.ts";
import { DefinitionsChanged, isWorthAnotherTry, TransactionForbidden } from "./moveErrors.ts";

const RETRY = { attempts: 6, firstPauseMs: 50 } as const;

function isRetryable(error: unknown, attempt: number): boolean {
  return (
    isWorthAnotherTry(error, attempt) ||
    isLostConnection(error) ||
    error instanceof DefinitionsChanged ||
    error instanceof TransactionForbidden
  );
}

/**
 * Retries a move: the only retry on its path. Every failed attempt must have changed nothing, or be continued by the next one.
 */
export function retryMove<T>(deadline: Deadline, attempt: () => Promise<T>): Promise<T> {
  return retry({ ...RETRY, isRetryable, deadline }, attempt);
}
