import type { Knex } from "knex";
import { type Cluster, readCluster } from "../db/cluster.ts";
import { queryRows } from "../db/sql.ts";
import type { TableEngine } from "../leads/tables/columnPlan.ts";
import { unreplicated } from "../leads/tables/columnPlanCache.ts";
import type { MovedTable } from "../leads/tables/direction.ts";
import { qualify } from "../leads/tables/statements.ts";
import { phrase } from "../lib/phrase.ts";
import { broken, type Finding, ok, pasteable, warning } from "./finding.ts";

const CHECK = "cluster";
const MOVED: readonly MovedTable[] = [
  "vicidial_list",
  "vicidial_list_archive",
  "vicidial_callbacks",
  "vicidial_callbacks_archive",
];

async function readEngines(db: Knex, database: string): Promise<readonly TableEngine[]> {
  return queryRows<TableEngine>(
    db,
    `SELECT table_name AS \`table\`, engine AS \`engine\` FROM information_schema.tables
     WHERE table_schema = ? AND table_name IN (?) AND engine IS NOT NULL ORDER BY table_name`,
    [database, MOVED],
  );
}

function unreplicatedFinding(database: string, { table, engine }: TableEngine): Finding {
  const text = table.startsWith("vicidial_list")
    ? phrase(
        "%1s uses %2s, which this Galera cluster does not replicate. Every node has its own copy, so every move is refused.",
        table,
        engine,
      )
    : phrase(
        "%1s uses %2s, which this Galera cluster does not replicate. Every node has its own copy, so callbacks stay in the archive.",
        table,
        engine,
      );
  return broken(CHECK, text, pasteable(`ALTER TABLE ${qualify(database, table)} ENGINE=InnoDB`));
}

function experimentalFinding({ table, engine }: TableEngine): Finding {
  return warning(
    CHECK,
    phrase(
      "%1s uses %2s. Galera replicates it only experimentally, and named locks apply to one node. Connect all instances of the plugin to the same node, or convert the table to InnoDB.",
      table,
      engine,
    ),
  );
}

function findingsOf(database: string, tables: readonly TableEngine[], cluster: Cluster): readonly Finding[] {
  const notReplicated = unreplicated(tables, cluster);
  const experimental = tables.filter(
    (table) => !notReplicated.includes(table) && table.engine.toLowerCase() !== "innodb",
  );
  const findings = [
    ...notReplicated.map((table) => unreplicatedFinding(database, table)),
    ...experimental.map(experimentalFinding),
  ];
  return findings.length > 0
    ? findings
    : [
        ok(
          CHECK,
          phrase(
            "The Galera cluster of %1s nodes replicates all tables that rows move between.",
            cluster.nodeCount,
          ),
        ),
      ];
}

/** Checks that a Galera cluster of several nodes replicates the tables that the plugin changes. */
export async function examineCluster(db: Knex, database: string): Promise<readonly Finding[]> {
  const cluster = await readCluster(db);
  if (!cluster || cluster.nodeCount < 2) return [];
  return findingsOf(database, await readEngines(db, database), cluster);
}
