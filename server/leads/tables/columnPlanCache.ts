import type { Knex } from "knex";
import { isLostConnection } from "../../db/databaseErrors.ts";
import { isClusterNode } from "../../db/serverKind.ts";
import { queryRows } from "../../db/sql.ts";
import { fail } from "../../errors.ts";
import { retry } from "../../lib/retry.ts";
import { DefinitionsChanged, onLeadTables } from "../move/moveErrors.ts";
import { isKnownDefault } from "./columnDefaults.ts";
import type { Column } from "./columnEquality.ts";
import { type ColumnPlan, planColumns, type TableFacts } from "./columnPlan.ts";
import type { DirectionName, MovedTable, TablePair } from "./direction.ts";
import { alwaysReplicated, refuseUnreplicated } from "./replication.ts";
import { qualify } from "./statements.ts";

interface ColumnRow {
  name: string;
  data_type: string;
  full_type: string;
  charset: string | null;
  column_default: string | null;
  is_nullable: string;
  extra: string | null;
  generation: string | null;
}

function toColumn(row: ColumnRow): Column {
  const extra = row.extra ?? "";
  return {
    name: row.name,
    dataType: row.data_type.toLowerCase(),
    fullType: row.full_type,
    charset: row.charset,
    generated: /(VIRTUAL|STORED|PERSISTENT)/i.test(extra),
    rowTime: /^ROW (START|END)$/i.test(row.generation ?? ""),
    knownDefault: isKnownDefault({ text: row.column_default, nullable: row.is_nullable === "YES", extra }),
  };
}

/** MariaDB since 10.5; MySQL has no such thing. */
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

/** The server's own description of a table, without the counter that every insert changes. */
async function definitionOf(connection: Knex, database: string, table: MovedTable): Promise<string> {
  const sql = `SHOW CREATE TABLE ${qualify(database, table)}`;
  try {
    const rows = await onLeadTables(() => queryRows<{ "Create Table"?: string }>(connection, sql));
    const definition = rows[0]?.["Create Table"];
    if (definition !== undefined) return definition.replace(/ AUTO_INCREMENT=\d+/, "");
  } catch (error) {
    // A view shows itself only to those who may SHOW VIEW.
    if (isLostConnection(error) || !(await isView(connection, database, table))) throw error;
  }
  return fail({ code: "schema_drift", detail: `${table} is a view: leads are moved between tables alone` });
}

async function factsOf(connection: Knex, database: string, table: MovedTable): Promise<TableFacts> {
  const engines = await queryRows<{ engine: string; rowFormat: string | null }>(
    connection,
    "SELECT engine AS engine, row_format AS rowFormat FROM information_schema.tables WHERE table_schema = ? AND table_name = ?",
    [database, table],
  );
  const rows = await queryRows<ColumnRow>(
    connection,
    `SELECT column_name AS name, data_type AS data_type, column_type AS full_type, character_set_name AS charset,
            column_default AS column_default, is_nullable AS is_nullable, extra AS extra,
            generation_expression AS generation
     FROM information_schema.columns WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position`,
    [database, table],
  );
  return {
    table,
    engine: engines[0]?.engine ?? "",
    rowFormat: engines[0]?.rowFormat ?? null,
    columns: rows.map(toColumn),
  };
}

/** More definitions than ever stand side by side; a bound, so that hourly changes cannot fill the memory. */
const CACHE_SIZE = 16;
/** An ALTER that comes in between is over soon, and the next one is not at its heels. */
const READ_RETRY = { attempts: 3, firstPauseMs: 20 } as const;

/**
 * Column plans of both directions, made from information_schema and kept by the tables' very definitions: a plan is
 * used only where `SHOW CREATE TABLE` (a third of a millisecond) says that it still fits.
 *
 * @param changing the pool that rows are moved through; left out where plans are only read
 */
export function createColumnPlans(database: string, changing?: Knex) {
  const cache = new Map<string, ColumnPlan>();
  const latest = new Map<DirectionName, ColumnPlan>();

  async function definitionsOf(connection: Knex, { source, target }: TablePair): Promise<string> {
    const definitions = [
      await definitionOf(connection, database, source),
      await definitionOf(connection, database, target),
    ];
    return definitions.join("\n");
  }

  /** Reads the columns; what was read while a table was altered belongs to neither of its definitions. */
  async function read(connection: Knex, direction: TablePair, definitions: string): Promise<ColumnPlan> {
    const plan = planColumns(
      await factsOf(connection, database, direction.source),
      await factsOf(connection, database, direction.target),
      await returnsInserted(connection),
    );
    if ((await definitionsOf(connection, direction)) !== definitions) throw new DefinitionsChanged();
    return plan;
  }

  async function fitting(connection: Knex, direction: TablePair): Promise<ColumnPlan> {
    const isRetryable = (error: unknown) => error instanceof DefinitionsChanged;
    return retry({ ...READ_RETRY, isRetryable }, async () => {
      const definitions = await definitionsOf(connection, direction);
      const made = cache.get(definitions) ?? (await read(connection, direction, definitions));
      // Of several made at once the first one stays: equal definitions must give the very same plan.
      const plan = cache.get(definitions) ?? made;
      if (cache.size >= CACHE_SIZE && !cache.has(definitions)) cache.clear();
      cache.set(definitions, plan);
      latest.set(direction.name, plan);
      return plan;
    });
  }

  /**
   * The plan that fits the tables now. Call it where the transaction already holds their definitions (any
   * statement that names both does): then it fits until the transaction ends.
   *
   * @throws DearchiveError schema_drift where no lead can be moved between tables like these
   * @throws DearchiveError tables_unusable where the nodes of a cluster would each keep a copy of their own
   */
  async function current(connection: Knex, direction: TablePair): Promise<ColumnPlan> {
    const plan = await fitting(connection, direction);
    if (plan.obstacles.length > 0) fail({ code: "schema_drift", detail: plan.obstacles.join("; ") });
    if (changing && isClusterNode(changing) && !alwaysReplicated(plan.tables))
      await refuseUnreplicated(connection, plan.tables);
    return plan;
  }

  return {
    current,

    /** The plan that fitted last: good enough to choose how to begin, to be checked by `current` before a change. */
    async expected(connection: Knex, direction: TablePair): Promise<ColumnPlan> {
      return latest.get(direction.name) ?? fitting(connection, direction);
    },
  };
}

export type ColumnPlans = ReturnType<typeof createColumnPlans>;
