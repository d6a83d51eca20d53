import type { Knex } from "knex";
import { type Cluster, readCluster } from "../../db/cluster.ts";
import { isLostConnection } from "../../db/databaseErrors.ts";
import { readColumns, readStorage, type SchemaColumn } from "../../db/informationSchema.ts";
import { sendTogether } from "../../db/packets.ts";
import { isClusterNode } from "../../db/serverKind.ts";
import { queryRows } from "../../db/sql.ts";
import { fail } from "../../errors.ts";
import { retry } from "../../lib/retry.ts";
import { DefinitionsChanged, onLeadTables } from "../move/moveErrors.ts";
import { isKnownDefault } from "./columnDefaults.ts";
import type { Column } from "./columnEquality.ts";
import { type ColumnPlan, planColumns, type TableEngine, type TableFacts } from "./columnPlan.ts";
import type { MovedTable, TablePair } from "./direction.ts";
import { qualify } from "./statements.ts";

function toColumn(column: SchemaColumn): Column {
  const { name, dataType, fullType, charset, extra, nullable } = column;
  return {
    name,
    dataType,
    fullType,
    charset,
    generated: /(VIRTUAL|STORED|PERSISTENT)/i.test(extra),
    rowTime: /^ROW (START|END)$/i.test(column.generation ?? ""),
    knownDefault: isKnownDefault({ text: column.defaultText, nullable, extra }),
  };
}

/** Whether the server knows INSERT ... RETURNING: MariaDB does since 10.5, MySQL does not. */
async function returnsInserted(connection: Knex): Promise<boolean> {
  const rows = await queryRows<{ version: string }>(connection, "SELECT VERSION() AS version");
  const [, major = "0", minor = "0"] = /(\d+)\.(\d+)\.\d+-MariaDB/i.exec(rows[0]?.version ?? "") ?? [];
  return Number(major) > 10 || (Number(major) === 10 && Number(minor) >= 5);
}

async function isView(connection: Knex, database: string, table: MovedTable): Promise<boolean> {
  const rows = await queryRows<{ type: string }>(
    connection,
    "SELECT table_type AS type FROM information_schema.tables WHERE table_schema = ? AND table_name = ?",
    [database, table],
  );
  return rows[0]?.type.toUpperCase() === "VIEW";
}

/** Reads SHOW CREATE TABLE without the auto-increment counter, which every insert changes. */
async function definitionOf(connection: Knex, database: string, table: MovedTable): Promise<string> {
  const sql = `SHOW CREATE TABLE ${qualify(database, table)}`;
  try {
    const rows = await onLeadTables(() => queryRows<{ "Create Table"?: string }>(connection, sql));
    const definition = rows[0]?.["Create Table"];
    if (definition !== undefined) return definition.replace(/ AUTO_INCREMENT=\d+/, "");
  } catch (error) {
    // Without SHOW VIEW, the account gets an error instead of a view's definition.
    if (isLostConnection(error) || !(await isView(connection, database, table))) throw error;
  }
  return fail({ code: "schema_drift", detail: `${table} is a view: leads are moved between tables alone` });
}

async function factsOf(connection: Knex, database: string, table: MovedTable): Promise<TableFacts> {
  const storage = await readStorage(connection, database, table);
  const columns = await readColumns(connection, database, table);
  return {
    table,
    engine: storage?.engine ?? "",
    rowFormat: storage?.rowFormat ?? null,
    columns: columns.map(toColumn),
  };
}

/** More definitions than are in use at one time. The limit keeps frequent ALTERs from filling the memory. */
const CACHE_SIZE = 16;
/** A concurrent ALTER TABLE is brief; retry. */
const READ_RETRY = { attempts: 3, firstPauseMs: 20 } as const;

/**
 * Plans columns for one Vicidial database. The cache is keyed by the tables' definitions: a plan is used only while SHOW CREATE
 * TABLE (0.3 ms) returns the definitions it was made for. Share one cache between all readers and movers of a database.
 */
export function createColumnPlans(database: string) {
  const cache = new Map<string, ColumnPlan>();
  const latest = new Map<MovedTable, ColumnPlan>();

  async function definitionsOf(connection: Knex, { source, target }: TablePair): Promise<string> {
    const definitions = await sendTogether(
      connection,
      () => definitionOf(connection, database, source),
      () => definitionOf(connection, database, target),
    );
    return definitions.join("\n");
  }

  /** @throws DefinitionsChanged if a table was altered meanwhile: the columns then match neither definition */
  async function read(connection: Knex, pair: TablePair, definitions: string): Promise<ColumnPlan> {
    const plan = planColumns(
      await factsOf(connection, database, pair.source),
      await factsOf(connection, database, pair.target),
      await returnsInserted(connection),
    );
    if ((await definitionsOf(connection, pair)) !== definitions) throw new DefinitionsChanged();
    return plan;
  }

  async function fitting(connection: Knex, pair: TablePair, known?: string): Promise<ColumnPlan> {
    const isRetryable = (error: unknown) => error instanceof DefinitionsChanged;
    let first = known;
    return retry({ ...READ_RETRY, isRetryable }, async () => {
      const definitions = first ?? (await definitionsOf(connection, pair));
      first = undefined;
      const made = cache.get(definitions) ?? (await read(connection, pair, definitions));
      // Keep the first of several plans made at once: equal definitions must return the identical object.
      const plan = cache.get(definitions) ?? made;
      if (cache.size >= CACHE_SIZE && !cache.has(definitions)) cache.clear();
      cache.set(definitions, plan);
      latest.set(pair.source, plan);
      return plan;
    });
  }

  return {
    definitionsOf,

    /**
     * Returns the plan that fits the tables now. Call it in a transaction that holds both definitions, as any statement on both
     * tables does: the plan then fits until the transaction ends.
     *
     * @param known result of `definitionsOf` in the same transaction, if the definitions have been read already
     * @throws DearchiveError schema_drift if no lead can be moved between such tables
     */
    async current(connection: Knex, pair: TablePair, known?: string): Promise<ColumnPlan> {
      const plan = await fitting(connection, pair, known);
      if (plan.obstacles.length > 0) fail({ code: "schema_drift", detail: plan.obstacles.join("; ") });
      return plan;
    },

    /** Returns the plan that fitted last. Good enough to choose a path; check it with `current` before changing rows. */
    async expected(connection: Knex, pair: TablePair): Promise<ColumnPlan> {
      return latest.get(pair.source) ?? fitting(connection, pair);
    },
  };
}

export type ColumnPlans = ReturnType<typeof createColumnPlans>;

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
    async current(connection, pair, known) {
      const plan = await plans.current(connection, pair, known);
      if (isClusterNode(pool) && !alwaysReplicated(plan.tables))
        await refuseUnreplicated(connection, plan.tables);
      return plan;
    },
  };
}
