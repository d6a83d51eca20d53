import { classOf, type ErrorClass } from "./errorClasses.ts";

/** A database error as the driver reports it. */
interface DatabaseFailure {
  /** The driver's or the system's error name. Use it only if there is no number. */
  readonly code: string;
  /** The server's error number; undefined if the server did not send the error. */
  readonly errno?: number;
  readonly sqlState?: string;
  /** The server's message without the statement. May quote values. */
  readonly text?: string;
}

const CLOSED = "PROTOCOL_CONNECTION_CLOSED";
/** Errors of the driver and the system, not of the server. */
const NO_ANSWER = new Set([
  CLOSED,
  "PROTOCOL_CONNECTION_LOST",
  "PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR",
  "ECONNRESET",
  "ECONNREFUSED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENOENT",
]);
/** SQL state of a SIGNAL without an own one: a trigger's refusal, whatever its error number. */
const SIGNALLED = "45000";

const HINTS: Readonly<Record<number, string>> = {
  1044: "the database user may not use that database",
  1045: "the database server refuses the user or password in astguiclient.conf",
  1049: "the database named in astguiclient.conf does not exist",
  1142: "the database user lacks a right: run  vicidial-dearchive doctor  to see which GRANT is missing",
};
const DRIVER_HINTS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "no database server answers at the address in astguiclient.conf",
  HANDSHAKE_SSL_ERROR:
    "the database server's certificate is not trusted: check DEARCHIVE_DATABASE_CA, and that the certificate names the host in VARDB_server",
  HANDSHAKE_NO_SSL_SUPPORT:
    "the database server takes no encrypted connections: set it up for TLS, or set DEARCHIVE_DATABASE_TLS=disabled",
};

const OWN_TABLES_OLD = "the plugin's own tables are missing or old: run  vicidial-dearchive migrate";
const VICIDIAL_LACKS = "a table or column of Vicidial's is missing: run  vicidial-dearchive doctor";

function numberOf(error: Error): number | undefined {
  // Node's system errors have negative numbers.
  return "errno" in error && typeof error.errno === "number" && error.errno > 0 ? error.errno : undefined;
}

/** mysql2 sets an SQL state on server errors, and `fatal` on connection errors. File errors have neither. */
function failureOf(error: unknown): DatabaseFailure | undefined {
  if (!(error instanceof Error) || !("sqlState" in error || "fatal" in error)) return undefined;
  // A statement on a closed connection fails without a code.
  if (!("code" in error)) return { code: CLOSED };
  const errno = numberOf(error);
  // The driver has no name for this number: a trigger chose it.
  if (typeof error.code !== "string" && errno === undefined) return undefined;
  return {
    code: typeof error.code === "string" ? error.code : "UNKNOWN",
    ...(errno !== undefined && { errno }),
    ...("sqlState" in error && typeof error.sqlState === "string" && { sqlState: error.sqlState }),
    ...("sqlMessage" in error && typeof error.sqlMessage === "string" && { text: error.sqlMessage }),
  };
}

/** Classifies a database error by its meaning for a move; undefined if it has none. */
export function classifyFailure(error: unknown): ErrorClass | undefined {
  const failure = failureOf(error);
  if (!failure) return undefined;
  if (failure.sqlState?.replace("#", "") === SIGNALLED) return "row_refused";
  if (failure.errno !== undefined) return classOf(failure.errno);
  return NO_ANSWER.has(failure.code) ? "server_gone" : undefined;
}

/** Whether the server changes tables without transactions only outside transactions (MySQL with GTID consistency). */
export function isTransactionForbidden(error: unknown): boolean {
  return failureOf(error)?.errno === 1785;
}

/** The server's error number and message. The message may quote values. */
export interface ServerAnswer {
  readonly errno: number;
  readonly text: string;
}

/** Returns the error that the server sent; undefined if it sent none. */
export function serverAnswer(error: unknown): ServerAnswer | undefined {
  const { errno, text = "" } = failureOf(error) ?? {};
  return errno === undefined ? undefined : { errno, text };
}

/** Whether the connection or the server is gone. The last statement may or may not have been executed. */
export function isLostConnection(error: unknown): boolean {
  return classifyFailure(error) === "server_gone";
}

/** Whether the server is unreachable, or all connections of the pool are blocked. */
export function isUnreachable(error: unknown): boolean {
  const isPoolExhausted = error instanceof Error && error.name === "KnexTimeoutError";
  return isLostConnection(error) || isServerBusy(error) || isPoolExhausted;
}

/** Whether the server refused a statement before COMMIT, so that it has not committed. */
export function isBeforeCommit(error: unknown): boolean {
  const sql = error instanceof Error && "sql" in error ? String(error.sql) : "COMMIT";
  return serverAnswer(error) !== undefined && !sql.startsWith("COMMIT");
}

/** Whether the server lacked a connection, memory or a thread. Nothing was executed. */
export function isServerBusy(error: unknown): boolean {
  return classifyFailure(error) === "server_busy";
}

/** Whether another session holds a lock. The statement was not executed, and a retry may succeed. */
export function isLockNotHad(error: unknown): boolean {
  return classifyFailure(error) === "lock_not_had";
}

/** Whether a lock wait timed out. Unlike a deadlock, it has cost the caller seconds. */
export function isLockWaitOver(error: unknown): boolean {
  return isLockNotHad(error) && serverAnswer(error)?.errno === 1205;
}

/** Whether all of the work may succeed if it is tried again: it was not its statements that failed. */
export function isPassing(error: unknown): boolean {
  return isLockNotHad(error) || isLostConnection(error) || isServerBusy(error);
}

/** Whether another session inserted the row just after the statement found none. */
export function isDuplicateRow(error: unknown): boolean {
  return classifyFailure(error) === "duplicate";
}

/** Whether a column refused NULL. */
export function isNullRefused(error: unknown): boolean {
  return serverAnswer(error)?.errno === 1048;
}

/** Whether a table or column of the statement does not exist. */
export function isSchemaMismatch(error: unknown): boolean {
  return classifyFailure(error) === "schema_mismatch";
}

const ACCESS_DENIED = new Set([1044, 1142, 1143]);

/** Whether the account lacks a right on the database, table or column. */
export function isAccessDenied(error: unknown): boolean {
  return ACCESS_DENIED.has(serverAnswer(error)?.errno ?? 0);
}

/** Whether a table is missing or not readable, as on installations without it. */
export function isOutOfReach(error: unknown): boolean {
  return isSchemaMismatch(error) || serverAnswer(error)?.errno === 1142;
}

/** For `catch`: a value that the column's character set cannot represent matches no row. */
export function noneIfUnwritable(error: unknown): undefined {
  if (serverAnswer(error)?.errno !== 1267) throw error;
}

/** Returns loggable facts. Never the error's message: it contains the statement with its values. */
export function describeFailure(error: unknown): Record<string, unknown> {
  const failure = failureOf(error);
  return failure ? { db_code: failure.code, db_errno: failure.errno } : {};
}

/** Tells from the statement which table is missing: all our own have the same prefix. */
function hintOnMissing(error: unknown): string | undefined {
  if (!isSchemaMismatch(error)) return undefined;
  const sql = error instanceof Error && "sql" in error ? String(error.sql) : "";
  return /\bdearchive_\w+/.test(sql) ? OWN_TABLES_OLD : VICIDIAL_LACKS;
}

function hintOnFailure({ code, errno }: DatabaseFailure): string {
  if (errno !== undefined) return HINTS[errno] ?? `the database answered error ${errno}`;
  return DRIVER_HINTS[code] ?? `the database answered ${code}`;
}

/**
 * Explains a database error to a person; undefined for other errors. Never shows the error's message: it contains the statement
 * with its values.
 */
export function explainFailure(error: unknown): string | undefined {
  const failure = failureOf(error);
  return failure && (hintOnMissing(error) ?? hintOnFailure(failure));
}
