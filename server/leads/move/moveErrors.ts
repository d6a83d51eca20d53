import {
  isDuplicateRow,
  isLockNotHad,
  isLockWaitOver,
  isLostConnection,
  isSchemaMismatch,
  isServerBusy,
  isUnreachable,
} from "../../db/databaseErrors.ts";
import { DearchiveError } from "../../errors.ts";
import { QueueTimeout } from "../../lib/concurrencyLimit.ts";
import { type Deadline, DeadlinePassed } from "../../lib/deadline.ts";
import { retry } from "../../lib/retry.ts";
import { unusableBecause } from "../tables/unusableTables.ts";

/** The tables were altered since the plan was made. Nothing is lost: make a new plan and retry. */
export class DefinitionsChanged extends Error {}

/** The server refused a change because it ran in a transaction. Retry the work outside transactions. */
export class TransactionForbidden extends Error {}

/** Whether another session was in the way, so that a retry may succeed. */
export function isContention(error: unknown): boolean {
  return isLockNotHad(error) || isDuplicateRow(error) || isServerBusy(error);
}

/** Faults that say nothing about the leads: the same request may succeed later. */
const PASSING: ReadonlySet<string> = new Set([
  "tables_locked",
  "interrupted",
  "connection_lost",
  "abandoned",
]);

/** Whether the same work may succeed later without changes. All other errors last until a person acts. */
export function isTransient(error: unknown): boolean {
  if (error instanceof DearchiveError) return PASSING.has(error.fault.code);
  return (
    isContention(error) ||
    isUnreachable(error) ||
    [DefinitionsChanged, DeadlinePassed, QueueTimeout].some((kind) => error instanceof kind)
  );
}

/** Runs a statement on the lead tables. A missing table or column is then schema drift, unlike one of our own tables. */
export async function onLeadTables<T>(statement: () => Promise<T>): Promise<T> {
  try {
    return await statement();
  } catch (error) {
    if (!isSchemaMismatch(error)) throw error;
    const detail = "a lead table, or a column of it, is missing";
    throw new DearchiveError({ code: "schema_drift", detail }, { cause: error });
  }
}

/** Converts database errors to the faults that callers know. Bugs stay as they are. */
export function toMoveError(error: unknown): unknown {
  if (error instanceof DearchiveError) return error;
  if (isDuplicateRow(error)) {
    const detail = "another session keeps putting in the same leads, or rows with the same unique keys";
    return new DearchiveError({ code: "row_refused", detail }, { cause: error });
  }
  if (isLockNotHad(error) || error instanceof QueueTimeout) {
    return new DearchiveError({ code: "tables_locked" }, { cause: error });
  }
  if (isUnreachable(error) || error instanceof DeadlinePassed)
    return new DearchiveError({ code: "connection_lost" }, { cause: error });
  const reason = unusableBecause(error);
  if (reason) return new DearchiveError({ code: "tables_unusable", detail: reason }, { cause: error });
  if (error instanceof DefinitionsChanged) {
    const detail = "the lead tables are being altered";
    return new DearchiveError({ code: "schema_drift", detail }, { cause: error });
  }
  return error;
}

/** Returns the code of the error that stopped a move; for an interrupted move, of its cause. */
export function reasonOf(error: unknown): string {
  const known = toMoveError(error);
  if (!(known instanceof DearchiveError)) return "internal";
  const { code } = known.fault;
  return code === "interrupted" && known.cause !== undefined ? reasonOf(known.cause) : code;
}

const RETRY = { attempts: 6, firstPauseMs: 50 } as const;

/** A lock that timed out twice is held for long, so the second timeout is final. */
function isRetryable(error: unknown, attempt: number): boolean {
  return (
    (isContention(error) && (attempt === 1 || !isLockWaitOver(error))) ||
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
