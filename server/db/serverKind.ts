import type { Knex } from "knex";

/** Server settings that the plugin adapts to. */
export interface ServerKind {
  /** Whether the binary log records statements. InnoDB then refuses changes below REPEATABLE READ. */
  readonly logsStatements: boolean;
  /** Whether the server is a node of a Galera cluster. */
  readonly isClusterNode: boolean;
}

/** SHOW VARIABLES omits unknown variables; `SELECT @@name` would fail. */
const READ = "SHOW VARIABLES WHERE Variable_name IN ('log_bin', 'binlog_format', 'wsrep_on')";

/** A row of SHOW VARIABLES or SHOW STATUS. */
export interface NamedValue {
  readonly Variable_name: string;
  readonly Value: string;
}

const kinds = new WeakMap<Knex, ServerKind>();

/** Runs a statement and returns its rows. */
type Ask = (sql: string) => Promise<readonly NamedValue[]>;

/** Reads the server's kind. */
export async function readServerKind(ask: Ask): Promise<ServerKind> {
  const rows = await ask(READ);
  const values = new Map(rows.map((row) => [row.Variable_name, row.Value]));
  return {
    // A MySQL without binlog_format logs rows.
    logsStatements: values.get("log_bin") === "ON" && values.get("binlog_format") === "STATEMENT",
    isClusterNode: values.get("wsrep_on") === "ON",
  };
}

/** Stores what the newest connection of a pool found: a restarted server may be of another kind. */
export function rememberServerKind(pool: Knex, kind: ServerKind): void {
  kinds.set(pool, kind);
}

/** Whether a pool's server is a node of a Galera cluster. Costs no query; false before the first connection. */
export function isClusterNode(pool: Knex): boolean {
  return kinds.get(pool)?.isClusterNode ?? false;
}
