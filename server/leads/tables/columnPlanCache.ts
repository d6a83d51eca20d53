import type { Knex } from "knex";
import { type Cluster, readCluster } from "../../db/cluster.ts";
import { isLostConnection } from "../../db/databaseErrors.ts";
import { all, map, query, type Script, send } from "../../db/script.ts";
import { isClusterNode } from "../../db/serverKind.ts";
import { type Connection, queryRows } from "../../db/sql.ts";
import { fail } from "../../errors.ts";
import { retry } from "../../lib/retry.ts";
import { DefinitionsChanged, onLeadTables } from "../move/moveErrors.ts";
import { type ColumnPlan, planColumns, type TableEngine } from "./columnPlan.ts";
import type { MovedTable, TablePair } from "./direction.ts";
import { factsOf, returnsInserted } from "./readTable.ts";
import { qualify } from "./statements.ts";

async function isView(connection: Connection, database: string, table: MovedTable): Promise<boolean> {
  const rows = await queryRows<{ type: string }>(
    connection,
    "SELECT table_type AS type FROM information_schema.tables WHERE table_schema = ? AND table_name = ?",
    [database, table],
  );
  return rows[0]?.type.toUpperCase() === "VIEW";
}

/** Reads a definition without the auto-increment counter, which every insert changes; undefined for a view. */
function showDefinition(database: string, table: MovedTable): Script<string | undefined> {
  const sql = `SHOW CREATE TABLE ${qualify(database, table)}`;
  return map(query<{ "Create Table"?: string }>(sql), ([row]) =>
    row?.["Create Table"]?.replace(/ AUTO_INCREMENT=\d+/, ""),
  );
}

async function definitionOf(connection: Connection, database: string, table: MovedTable): Promise<string> {
  try {
    const definition = await onLeadTables(() => send(connection, showDefinition(database, table)));
    if (definition !== undefined) return definition;
  } catch (error) {
    // Without SHOW VIEW, the account gets an error instead of a view's definition.
    if (isLostConnection(error) || !(await isView(connection, database, table))) throw error;
  }
  return fail({ code: "schema_drift", detail: `${table} is a view: leads are moved between tables alone` });
}

/** The definitions of a pair of tables, as one text. */
export type Definitions = string;

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

  async function definitionsOf(connection: Connection, { source, target }: TablePair): Promise<Definitions> {
    return [
      await definitionOf(connection, database, source),
      await definitionOf(connection, database, target),
    ].join("\n");
  }

  /** @throws DefinitionsChanged if a table was altered meanwhile: the columns then match neither definition */
  async function read(
    connection: Connection,
    pair: TablePair,
    definitions: Definitions,
  ): Promise<ColumnPlan> {
    const plan = planColumns(
      await factsOf(connection, database, pair.source),
      await factsOf(connection, database, pair.target),
      await returnsInserted(connection),
    );
    if ((await definitionsOf(connection, pair)) !== definitions) throw new DefinitionsChanged();
    return plan;
  }

  function find(pair: TablePair, definitions: Definitions | undefined): ColumnPlan | undefined {
    const known = definitions === undefined ? undefined : cache.get(definitions);
    if (known) latest.set(pair.source, known);
    return known;
  }

  async function fitting(connection: Connection, pair: TablePair): Promise<ColumnPlan> {
    const isRetryable = (error: unknown) => error instanceof DefinitionsChanged;
    return retry({ ...READ_RETRY, isRetryable }, async () => {
      const definitions = await definitionsOf(connection, pair);
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
    /** Reads both definitions for `current`; undefined for a view. */
    read: ({ source, target }: TablePair): Script<Definitions | undefined> =>
      map(all(showDefinition(database, source), showDefinition(database, target)), (both) =>
        both.includes(undefined) ? undefined : both.join("\n"),
      ),

    /**
     * Returns the plan that fits the tables now. Call it in a transaction that holds both definitions, as any statement on both
     * tables does: the plan then fits until the transaction ends.
     *
     * @param definitions the result of `read`, if it was read in the same transaction
     * @throws DearchiveError schema_drift if no lead can be moved between such tables
     */
    async current(connection: Connection, pair: TablePair, definitions?: Definitions): Promise<ColumnPlan> {
      const plan = find(pair, definitions) ?? (await fitting(connection, pair));
      if (plan.obstacles.length > 0) fail({ code: "schema_drift", detail: plan.obstacles.join("; ") });
      return plan;
    },

    /** Returns the plan that fitted last. Good enough to choose a path; check it with `current` before changing rows. */
    async expected(connection: Connection, pair: TablePair): Promise<ColumnPlan> {
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

async function refuseUnreplicated(connection: Connection, tables: readonly TableEngine[]): Promise<void> {
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
    async current(connection, pair, definitions) {
      const plan = await plans.current(connection, pair, definitions);
      if (isClusterNode(pool) && !alwaysReplicated(plan.tables))
        await refuseUnreplicated(connection, plan.tables);
      return plan;
    },
  };
}
