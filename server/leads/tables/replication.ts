import type { Knex } from "knex";
import { type Cluster, readCluster } from "../../db/cluster.ts";
import { isClusterNode } from "../../db/serverKind.ts";
import { fail } from "../../errors.ts";
import type { TableEngine } from "./columnPlan.ts";
import type { ColumnPlans } from "./columnPlanCache.ts";

/** Returns the tables that the cluster does not replicate: each node has a copy of its own. */
export function unreplicated<Table extends { readonly engine: string }>(
  tables: readonly Table[],
  { nodeCount, replicatedEngines }: Cluster,
): readonly Table[] {
  return nodeCount > 1 ? tables.filter(({ engine }) => !replicatedEngines.has(engine.toLowerCase())) : [];
}

/** Whether any Galera cluster replicates all the tables, whatever its settings. */
function alwaysReplicated(tables: readonly TableEngine[]): boolean {
  return tables.every(({ engine }) => engine.toLowerCase() === "innodb");
}

async function refuseUnreplicated(connection: Knex, tables: readonly TableEngine[]): Promise<void> {
  const cluster = await readCluster(connection);
  const [first] = cluster ? unreplicated(tables, cluster) : [];
  if (!first) return;
  fail({
    code: "tables_unusable",
    detail: `this Galera cluster does not replicate ${first.table}, which is ${first.engine}: convert it to InnoDB`,
  });
}

/**
 * Returns plans that are safe for moves: other nodes of a cluster would move the rows of an unreplicated table again.
 * `current` throws DearchiveError tables_unusable for such tables.
 *
 * @param pool the pool that moves rows
 */
export function replicatedPlans(plans: ColumnPlans, pool: Knex): ColumnPlans {
  return {
    ...plans,
    async current(connection, pair) {
      const plan = await plans.current(connection, pair);
      if (isClusterNode(pool) && !alwaysReplicated(plan.tables))
        await refuseUnreplicated(connection, plan.tables);
      return plan;
    },
  };
}
