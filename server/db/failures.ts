/** What mysql2 puts on the errors it throws. */
interface DatabaseFailure {
  readonly code: string;
  readonly errno?: number;
}

const CLOSED = "PROTOCOL_CONNECTION_CLOSED";
const LOST_CONNECTION = new Set([
  CLOSED,
  "PROTOCOL_CONNECTION_LOST",
  "ECONNRESET",
  "ECONNREFUSED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "ENOENT",
  "ER_SERVER_SHUTDOWN",
  "ER_CONNECTION_KILLED",
  "ER_QUERY_INTERRUPTED",
  "PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR",
]);
const LOCK_NOT_HAD = new Set(["ER_LOCK_WAIT_TIMEOUT", "ER_LOCK_DEADLOCK", "ER_USER_LOCK_DEADLOCK"]);
/** MariaDB's own number for a Galera conflict and the "record changed since last read" of 11.x snapshots. */
const CHANGED_MEANWHILE = new Set([1020]);
const ROW_REFUSED = new Set([
  "ER_DATA_TOO_LONG",
  "WARN_DATA_TRUNCATED",
  "ER_TRUNCATED_WRONG_VALUE",
  "ER_TRUNCATED_WRONG_VALUE_FOR_FIELD",
  "ER_WARN_DATA_OUT_OF_RANGE",
  "ER_BAD_NULL_ERROR",
  "ER_NO_DEFAULT_FOR_FIELD",
  "ER_CONSTRAINT_FAILED",
  "ER_CHECK_CONSTRAINT_VIOLATED",
  "ER_SIGNAL_EXCEPTION",
  "ER_NO_REFERENCED_ROW_2",
  "ER_ROW_IS_REFERENCED_2",
  "ER_NO_PARTITION_FOR_GIVEN_VALUE",
]);
const READ_ONLY = new Set([
  "ER_OPTION_PREVENTS_STATEMENT",
  "ER_READ_ONLY_MODE",
  "ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION",
]);
/** A table's file or index is broken: the storage engine's own numbers, and what the server makes of them. */
const DAMAGED = new Set([126, 127, 134, 144, 145, 1034, 1035, 1194, 1195]);
/** A statement took longer than the server lets any take: MariaDB's number, and MySQL's. */
const OUT_OF_TIME = new Set([1969, 3024]);

const HINTS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "no database server answers at the address in astguiclient.conf",
  ER_ACCESS_DENIED_ERROR: "the database server refuses the user or password in astguiclient.conf",
  ER_DBACCESS_DENIED_ERROR: "the database user may not use that database",
  ER_TABLEACCESS_DENIED_ERROR:
    "the database user lacks a right; migrations need an account that may CREATE and ALTER, and DROP for --down (DEARCHIVE_MIGRATION_USER)",
  ER_BAD_DB_ERROR: "the database named in astguiclient.conf does not exist",
};

const OWN_TABLES_OLD = "the plugin's own tables are missing or old: run  vicidial-dearchive migrate";
const VICIDIAL_LACKS = "a table or column of Vicidial's is missing: run  vicidial-dearchive doctor";

/** mysql2 marks what the server said with an SQL state, and what broke the connection as fatal; files do neither. */
function failureOf(error: unknown): DatabaseFailure | undefined {
  if (!(error instanceof Error) || !("sqlState" in error || "fatal" in error)) return undefined;
  // A statement for a connection that is closed by now fails without any code.
  if (!("code" in error)) return { code: CLOSED };
  if (typeof error.code !== "string") return undefined;
  return {
    code: error.code,
    ...("errno" in error && typeof error.errno === "number" && { errno: error.errno }),
  };
}

/** The connection, or the whole server, went away: whether the last statement was carried out is not known. */
export function isLostConnection(error: unknown): boolean {
  return LOST_CONNECTION.has(failureOf(error)?.code ?? "");
}

/** The server cannot be reached, or every connection to it is taken by something that does not end. */
export function isUnreachable(error: unknown): boolean {
  return isLostConnection(error) || (error instanceof Error && error.name === "KnexTimeoutError");
}

/** Somebody else holds a lock: the statement was not carried out, and a later try may succeed. */
export function isLockNotHad(error: unknown): boolean {
  const failure = failureOf(error);
  return (
    failure !== undefined && (LOCK_NOT_HAD.has(failure.code) || CHANGED_MEANWHILE.has(failure.errno ?? 0))
  );
}

/** A lock was waited for as long as may be: unlike a deadlock, that has cost the caller seconds. */
export function isLockWaitOver(error: unknown): boolean {
  return failureOf(error)?.code === "ER_LOCK_WAIT_TIMEOUT";
}

/** A row stands where the statement had just found none: somebody else was quicker. */
export function isDuplicateRow(error: unknown): boolean {
  return failureOf(error)?.code === "ER_DUP_ENTRY";
}

/** Strict mode refused to store a value, where a lax one would have cut it. */
export function isRowRefused(error: unknown): boolean {
  return ROW_REFUSED.has(failureOf(error)?.code ?? "");
}

/** Why the server will not write at all, in words for whoever runs it; undefined where that is not so. */
export function unusableBecause(error: unknown): string | undefined {
  const { code = "", errno = 0 } = failureOf(error) ?? {};
  if (READ_ONLY.has(code)) return "the database server is read-only";
  if (DAMAGED.has(errno)) return "a lead table or its index is damaged: run CHECK TABLE and REPAIR TABLE";
  if (OUT_OF_TIME.has(errno)) return "the database server ended a statement by its max_statement_time";
  return undefined;
}

/** A table or column that the statement names is not there. */
export function isSchemaMismatch(error: unknown): boolean {
  return ["ER_NO_SUCH_TABLE", "ER_BAD_FIELD_ERROR"].includes(failureOf(error)?.code ?? "");
}

/** What the statement names is not there, or the account may not read it: an installation without it. */
export function isOutOfReach(error: unknown): boolean {
  return isSchemaMismatch(error) || failureOf(error)?.code === "ER_TABLEACCESS_DENIED_ERROR";
}

/** For `catch`: a text that the column's character set cannot write is equal to nothing that stands there. */
export function noneIfUnwritable(error: unknown): undefined {
  if (failureOf(error)?.code !== "ER_CANT_AGGREGATE_2COLLATIONS") throw error;
}

/** What may be logged of a database error: never its message, which holds the statement with its values. */
export function describeFailure(error: unknown): Record<string, unknown> {
  const failure = failureOf(error);
  return failure ? { db_code: failure.code, db_errno: failure.errno } : {};
}

/** Which tables a statement was about, that found one or a column missing: every one of ours names its own. */
function hintOnMissing(error: unknown): string | undefined {
  if (!isSchemaMismatch(error)) return undefined;
  const sql = error instanceof Error && "sql" in error ? String(error.sql) : "";
  return /\bdearchive_\w+/.test(sql) ? OWN_TABLES_OLD : VICIDIAL_LACKS;
}

/**
 * What a person can act on, or undefined where the error is not the database's. Its own message is not shown: it holds
 * the statement with its values.
 */
export function explainFailure(error: unknown): string | undefined {
  const failure = failureOf(error);
  return failure && (hintOnMissing(error) ?? HINTS[failure.code] ?? `the database answered ${failure.code}`);
}
