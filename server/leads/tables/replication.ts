import type { Knex } from "knex";
import { type Cluster, readCluster } from "../../db/cluster.ts";
import { fail } from "../../errors.ts";
import type { MovedTable } from "./direction.ts";

/** A table with its storage engine. */
export interface TableEngine {
  readonly table: MovedTable;
  readonly engine: string;
}

/** The tables whose changes stay on one node: every other node keeps a copy of its own. */
export function unreplicated<Table extends { readonly engine: string }>(
  tables: readonly Table[],
  { nodeCount, replicatedEngines }: Cluster,
): readonly Table[] {
  return nodeCount > 1 ? tables.filter(({ engine }) => !replicatedEngines.has(engine.toLowerCase())) : [];
}

/** Whether changes of all the tables reach every node of any Galera cluster, whatever its settings. */
export function alwaysReplicated(tables: readonly TableEngine[]): boolean {
  return tables.every(({ engine }) => engine.toLowerCase() === "innodb");
}

/**
 * Refuses to move rows between tables that each node of a Galera cluster keeps for itself: the other nodes would move
 * the same rows again.
 *
 * @throws DearchiveError tables_unusable
 */
export async function refuseUnreplicated(connection: Knex, tables: readonly TableEngine[]): Promise<void> {
  const cluster = await readCluster(connection);
  const [first] = cluster ? unreplicated(tables, cluster) : [];
  if (!first) return;
  fail({
    code: "tables_unusable",
    detail: `this Galera cluster does not replicate ${first.table}, which is ${first.engine}: convert it to InnoDB`,
  });
}
