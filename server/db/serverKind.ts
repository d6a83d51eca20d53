import type { Connection } from "./sql.ts";

/** What the plugin adapts to: settings of the server, and what it can do. */
export interface ServerKind {
  /** Whether the binary log records statements. InnoDB then refuses changes below REPEATABLE READ. */
  readonly logsStatements: boolean;
  /** Whether the server is a node of a Galera cluster. */
  readonly isClusterNode: boolean;
  /** Whether the server runs compound statements outside stored programs: MariaDB does since 10.1.1, MySQL does not. */
  readonly runsBlocks: boolean;
}

/** SHOW VARIABLES omits unknown variables; `SELECT @@name` would fail. */
const READ = "SHOW VARIABLES WHERE Variable_name IN ('log_bin', 'binlog_format', 'wsrep_on', 'version')";

/** A row of SHOW VARIABLES or SHOW STATUS. */
export interface NamedValue {
  readonly Variable_name: string;
  readonly Value: string;
}

const kinds = new WeakMap<Connection, ServerKind>();

/** Runs a statement and returns its rows. */
type Ask = (sql: string) => Promise<readonly NamedValue[]>;

/** Whether a version, as the server reports it, is of MariaDB and at least the given one. */
export function isMariaDbSince(version: string, wanted: readonly [number, number, number]): boolean {
  const [, ...parts] = /(\d+)\.(\d+)\.(\d+)(?:-\d+)?-MariaDB/i.exec(version) ?? [];
  const first = wanted.findIndex((part, n) => Number(parts[n]) !== part);
  return parts.length > 0 && (first < 0 || Number(parts[first]) > (wanted[first] ?? 0));
}

/** Reads the server's kind. */
export async function readServerKind(ask: Ask): Promise<ServerKind> {
  const rows = await ask(READ);
  const values = new Map(rows.map((row) => [row.Variable_name, row.Value]));
  return {
    // A MySQL without binlog_format logs rows.
    logsStatements: values.get("log_bin") === "ON" && values.get("binlog_format") === "STATEMENT",
    isClusterNode: values.get("wsrep_on") === "ON",
    runsBlocks: isMariaDbSince(values.get("version") ?? "", [10, 1, 1]),
  };
}

/** Stores what the newest connection of a pool found: a restarted server may be of another kind. */
export function rememberServerKind(pool: Connection, kind: ServerKind): void {
  kinds.set(pool, kind);
}

/** Makes a lent connection known to be of its pool's server. */
export function inheritServerKind(lent: Connection, pool: Connection): void {
  const kind = kinds.get(pool);
  if (kind) kinds.set(lent, kind);
}

/** Whether a pool's server is a node of a Galera cluster. Costs no query; false before the first connection. */
export function isClusterNode(pool: Connection): boolean {
  return kinds.get(pool)?.isClusterNode ?? false;
}

/** Whether the server runs compound statements. Costs no query; false before the first connection. */
export function runsBlocks(connection: Connection): boolean {
  return kinds.get(connection)?.runsBlocks ?? false;
}
