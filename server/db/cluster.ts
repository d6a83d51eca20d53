import type { Knex } from "knex";
import type { NamedValue } from "./serverKind.ts";
import { queryRows } from "./sql.ts";

/** A Galera cluster as seen from one of its nodes. */
export interface Cluster {
  readonly nodeCount: number;
  /** Storage engines that the cluster replicates, in lower case. */
  readonly replicatedEngines: ReadonlySet<string>;
}

const SETTINGS =
  "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('wsrep_on', 'wsrep_mode', 'wsrep_replicate_myisam')";
const NODE_COUNT = "SHOW GLOBAL STATUS LIKE 'wsrep_cluster_size'";

async function valuesOf(connection: Knex, sql: string): Promise<ReadonlyMap<string, string>> {
  const rows = await queryRows<NamedValue>(connection, sql);
  return new Map(rows.map((row) => [row.Variable_name.toLowerCase(), row.Value]));
}

/**
 * Reads the Galera cluster of the server; undefined if it is not part of one.
 *
 * Source: MariaDB's `wsrep_mode`, whose REPLICATE_MYISAM and REPLICATE_ARIA add to InnoDB; before 10.6
 * `wsrep_replicate_myisam`.
 */
export async function readCluster(connection: Knex): Promise<Cluster | undefined> {
  const settings = await valuesOf(connection, SETTINGS);
  if (settings.get("wsrep_on") !== "ON") return undefined;
  const status = await valuesOf(connection, NODE_COUNT);
  const modes = settings.get("wsrep_mode")?.toUpperCase().split(",") ?? [];
  const replicatesMyisam =
    modes.includes("REPLICATE_MYISAM") || settings.get("wsrep_replicate_myisam") === "ON";
  return {
    nodeCount: Number(status.get("wsrep_cluster_size") ?? 0),
    replicatedEngines: new Set([
      "innodb",
      ...(replicatesMyisam ? ["myisam"] : []),
      ...(modes.includes("REPLICATE_ARIA") ? ["aria"] : []),
    ]),
  };
}
