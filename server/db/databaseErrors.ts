import { classOf, type ErrorClass } from "./errorClasses.ts";

/** What the driver knows of an error that the database, or the way to it, caused. */
interface DatabaseFailure {
  /** The driver's name, or that of a system call's error: only to be trusted where there is no number. */
  readonly code: string;
  /** The server's number; undefined where the server said nothing. */
  readonly errno?: number;
  readonly sqlState?: string;
  /** The server's text, without the statement. It may quote values. */
  readonly text?: string;
}

const CLOSED = "PROTOCOL_CONNECTION_CLOSED";
/** Errors that the server did not send: of the driver, and of the system. */
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
/** The state of every SIGNAL that names none of its own: a trigger's refusal, whatever number it chose. */
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
  // Node's own errors have the system's numbers, which are negative.
  return "errno" in error && typeof error.errno === "number" && error.errno > 0 ? error.errno : undefined;
}

/** mysql2 marks what the server said with an SQL state, and what broke the connection as fatal; files do neither. */
function failureOf(error: unknown): DatabaseFailure | undefined {
  if (!(error instanceof Error) || !("sqlState" in error || "fatal" in error)) return undefined;
  // A statement for a connection that is closed by now fails without any code.
  if (!("code" in error)) return { code: CLOSED };
  const errno = numberOf(error);
  // A number that the driver has no name for, such as a trigger's own.
  if (typeof error.code !== "string" && errno === undefined) return undefined;
  return {
    code: typeof error.code === "string" ? error.code : "UNKNOWN",
    ...(errno !== undefined && { errno }),
    ...("sqlState" in error && typeof error.sqlState === "string" && { sqlState: error.sqlState }),
    ...("sqlMessage" in error && typeof error.sqlMessage === "string" && { text: error.sqlMessage }),
  };
}

/** Returns what an error of the database means for a move; undefined for what says nothing about it. */
export function classifyFailure(error: unknown): ErrorClass | undefined {
  const failure = failureOf(error);
  if (!failure) return undefined;
  if (failure.sqlState?.replace("#", "") === SIGNALLED) return "row_refused";
  if (failure.errno !== undefined) return classOf(failure.errno);
  return NO_ANSWER.has(failure.code) ? "server_gone" : undefined;
}

/** Whether the server changes tables without transactions only outside transactions: MySQL with GTID consistency. */
export function isTransactionForbidden(error: unknown): boolean {
  return failureOf(error)?.errno === 1785;
}

/** What the server answered: its number and its text, which may quote values. */
export interface ServerAnswer {
  readonly errno: number;
  readonly text: string;
}

/** Returns what the server answered in place of a result; undefined where it did not answer. */
export function serverAnswer(error: unknown): ServerAnswer | undefined {
  const { errno, text = "" } = failureOf(error) ?? {};
  return errno === undefined ? undefined : { errno, text };
}

/** The connection, or the whole server, went away: whether the last statement was carried out is not known. */
export function isLostConnection(error: unknown): boolean {
  return classifyFailure(error) === "server_gone";
}

/** The server cannot be reached, or every connection to it is taken by something that does not end. */
export function isUnreachable(error: unknown): boolean {
  const isPoolExhausted = error instanceof Error && error.name === "KnexTimeoutError";
  return isLostConnection(error) || isServerBusy(error) || isPoolExhausted;
}

/** The server has no connection, memory or thread to spare: nothing was done. */
export function isServerBusy(error: unknown): boolean {
  return classifyFailure(error) === "server_busy";
}

/** Somebody else holds a lock: the statement was not carried out, and a later try may succeed. */
export function isLockNotHad(error: unknown): boolean {
  return classifyFailure(error) === "lock_not_had";
}

/** A lock was waited for as long as may be: unlike a deadlock, that has cost the caller seconds. */
export function isLockWaitOver(error: unknown): boolean {
  return isLockNotHad(error) && serverAnswer(error)?.errno === 1205;
}

/** A row stands where the statement had just found none: somebody else was quicker. */
export function isDuplicateRow(error: unknown): boolean {
  return classifyFailure(error) === "duplicate";
}

/** A table or column that the statement names is not there. */
export function isSchemaMismatch(error: unknown): boolean {
  return classifyFailure(error) === "schema_mismatch";
}

const ACCESS_DENIED = new Set([1044, 1142, 1143]);

/** Whether the account lacks a right on the database, table or column. */
export function isAccessDenied(error: unknown): boolean {
  return ACCESS_DENIED.has(serverAnswer(error)?.errno ?? 0);
}

/** What the statement names is not there, or the account may not read it: an installation without it. */
export function isOutOfReach(error: unknown): boolean {
  return isSchemaMismatch(error) || serverAnswer(error)?.errno === 1142;
}

/** For `catch`: a text that the column's character set cannot write is equal to nothing that stands there. */
export function noneIfUnwritable(error: unknown): undefined {
  if (serverAnswer(error)?.errno !== 1267) throw error;
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

function hintOnFailure({ code, errno }: DatabaseFailure): string {
  if (errno !== undefined) return HINTS[errno] ?? `the database answered error ${errno}`;
  return DRIVER_HINTS[code] ?? `the database answered ${code}`;
}

/**
 * What a person can act on, or undefined where the error is not the database's. Its own message is not shown: it holds
 * the statement with its values.
 */
export function explainFailure(error: unknown): string | undefined {
  const failure = failureOf(error);
  return failure && (hintOnMissing(error) ?? hintOnFailure(failure));
}
